"""A real browser on the running demonstration that PORTAL_URL names. A missing part is an error."""

import os
import shutil
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

from portal.demo.credentials import PASSWORD

AGENT = "sandrine.loubressac@exemple.invalid"

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def portal_url() -> str:
    return os.environ["PORTAL_URL"].rstrip("/")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright's event loop runs in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--mute-audio"],
        )
        yield chromium
        chromium.close()


def sign_in(page: Page, email: str) -> None:
    page.goto("/connexion/")
    page.locator("input[name=username]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/")


@pytest.fixture(scope="session")
def signed_in_state(browser: Browser, portal_url: str) -> Callable[[str], dict]:
    """The cookies of an agent, signed in once."""
    states: dict[str, dict] = {}

    def state(email: str) -> dict:
        if email not in states:
            context = browser.new_context(base_url=portal_url)
            sign_in(context.new_page(), email)
            states[email] = context.storage_state()
            context.close()
        return states[email]

    return state


@pytest.fixture
def visit(browser: Browser, portal_url: str, signed_in_state: Callable[[str], dict]) -> Iterator[Visit]:
    """Open an address signed in (`email=None`: not signed in). Fails on a request to another host or
    an error in the console."""
    contexts: list[BrowserContext] = []
    strays: list[str] = []
    errors: list[str] = []

    def watch(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != urlsplit(portal_url).netloc:
            strays.append(request.url)

    def note_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            errors.append(message.text)

    def note_response(response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            errors.append(f"{response.status} {response.url}")

    def visit(path: str, email: str | None = AGENT, **options: object) -> Page:
        state = signed_in_state(email) if email else None
        options.setdefault("locale", "fr-FR")
        context = browser.new_context(base_url=portal_url, storage_state=state, **options)
        contexts.append(context)
        context.on("request", watch)
        context.on("response", note_response)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", note_console)
        page.goto(path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert strays == []
    assert errors == []
