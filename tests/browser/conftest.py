"""A real browser, on the running demonstration that PORTAL_URL names or on a portal of this process.

A missing part is an error.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client, override_settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from portal.accounts.models import User
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


def reload_until(shown: Locator) -> None:
    """Load the page anew until this is shown, as who waits for what workers do after the answer."""
    for _attempt in range(60):
        if shown.count():
            return
        shown.page.wait_for_timeout(250)
        shown.page.reload()
    expect(shown).not_to_have_count(0)


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


def state_of(email: str) -> dict:
    """The cookies of a person of the portal of this process, who is signed in."""
    client = Client()
    client.force_login(User.objects.get(email=email))
    cookie = {"name": django_settings.SESSION_COOKIE_NAME, "domain": "localhost", "path": "/", "expires": -1}
    value = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    return {
        "cookies": [{**cookie, "value": value, "httpOnly": True, "secure": False, "sameSite": "Lax"}],
        "origins": [],
    }


@contextmanager
def visits(browser: Browser, base_url: str, state_of: Callable[[str], dict]) -> Iterator[Visit]:
    """Open an address signed in (`email=None`: not signed in). Fails on a request to another host or
    an error in the console."""
    contexts: list[BrowserContext] = []
    strays: list[str] = []
    errors: list[str] = []

    def watch(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != urlsplit(base_url).netloc:
            strays.append(request.url)

    def note_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            errors.append(message.text)

    def note_response(response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            errors.append(f"{response.status} {response.url}")

    def visit(path: str, email: str | None = AGENT, **options: object) -> Page:
        state = state_of(email) if email else None
        options.setdefault("locale", "fr-FR")
        context = browser.new_context(base_url=base_url, storage_state=state, **options)
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


@pytest.fixture
def visit(browser: Browser, portal_url: str, signed_in_state: Callable[[str], dict]) -> Iterator[Visit]:
    """Visits to the demonstration, by the people of it."""
    with visits(browser, portal_url, signed_in_state) as visit:
        yield visit


@pytest.fixture(scope="module")
def server(
    browser: Browser, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[LiveServer]:
    """The portal, on a database of its own for all the tests of this module."""
    assert connection.is_in_memory_db(), "the server shares the connection of the test, as SQLite alone can"
    with django_db_blocker.unblock(), override_settings(WHITENOISE_USE_FINDERS=True):
        connection.ensure_connection()
        before = sqlite3.connect(":memory:")
        connection.connection.backup(before)
        server = LiveServer("localhost")
        server.thread.httpd.daemon_threads = False  # stopping waits for the requests that browsers gave up
        yield server
        server.stop()
        before.backup(connection.connection)  # the tables that only grow cannot be emptied
        before.close()
