"""What has the focus after htmx replaced a part of a page."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect

from portal.accounts.models import User
from projects.notifications.models import Follow

# Two frames after the swap: scrolling is done as well.
WATCH = """
() => {
  window.settled = new Promise((done) => {
    const wait = () => requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
    document.addEventListener("htmx:afterSettle", wait, { once: true });
  });
}
"""
ACTIVE = "() => document.activeElement.outerHTML.slice(0, 200)"


@contextmanager
def swap(page: Page) -> Iterator[None]:
    """Do something that htmx answers, and wait until its answer is in place."""
    page.evaluate(WATCH)
    yield
    assert page.evaluate("window.settled"), "the page was loaded anew"


def assert_focused(element: Locator) -> None:
    """The focus is there, where it can be seen once the page has done scrolling."""
    active = element.page.evaluate(ACTIVE)
    assert element.evaluate("(element) => element === document.activeElement"), f"the focus is on {active}"
    height = element.evaluate("(element) => element.offsetHeight / innerHeight")
    expect(element).to_be_in_viewport(ratio=min(0.5, 0.05 / height))


def assert_typing_reaches(field: Locator) -> None:
    """What is typed goes on in the field, spaces and new lines included, at its caret."""
    before = field.input_value()
    field.page.keyboard.type("Tout est là ")
    field.page.keyboard.press("Enter")
    field.page.keyboard.type("enfin.")
    assert field.input_value() in (f"{before}Tout est là \nenfin.", f"Tout est là \nenfin.{before}")


def press_keys(page: Page) -> None:
    """The keys of somebody who goes on writing, and who has no field."""
    for key in ("a", " ", "Enter"):
        page.keyboard.press(key)


def followed(agent: User) -> set[str]:
    """What a person follows, as the button names it."""
    return {f"{row.kind}-{row.target_id}" for row in Follow.objects.by(agent)}


def assert_label_is_true(page: Page, agent: User, name: str) -> None:
    """The button says what the database says, now and once the page is loaded anew."""
    label = "Conversation suivie" if name.startswith("conversation") else "Vous suivez"
    shown = page.locator(f"#suivre-{name}").text_content() or ""
    assert (label in shown) is (name in followed(agent)), shown
    page.reload()
    expect(page.locator(f"#suivre-{name}")).to_have_text(shown)
