"""What people write is text: attacks in every place where a person can write, in a real browser.

First without the content policy, since escaping itself must hold (on a sample of the pages, or on all of them
with FULL=1); then with it. `payloads.py` holds the attacks, `hostile_content.py` the places.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils.safestring import mark_safe
from playwright.sync_api import Browser, Page, Request
from playwright.sync_api import Error as PlaywrightError
from pytest_django.live_server_helper import LiveServer
from wagtail.signal_handlers import disable_reference_index_auto_update

from portal.accounts.models import User
from projects.comments import rows
from projects.comments.addresses import ORDER_PARAMETER
from projects.comments.enums import CommentOrder
from search.query import MAX_QUERY_LENGTH
from tests.extent import FULL, some

from .hostile_content import Portal, Writing, hostile_portal
from .payloads import PAYLOADS

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

# Runs before any script of a page: what an attack would call says so.
TRAPS = """
for (const name of ["alert", "confirm", "prompt", "print"]) {
  window[name] = () => console.error(`EXECUTED ${name}`);
}
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`VIOLATION ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
});
"""

# What no page of ours holds: handlers in attributes, addresses that run, elements that load or redirect.
INTRUDERS = """
(ours) => {
  const found = [];
  const urls = new Set(["href", "src", "action", "formaction", "data", "xlink:href", "poster", "background"]);
  const look = (root) => {
    for (const element of root.querySelectorAll("*")) {
      const tag = element.localName;
      const name = `<${tag}>`;
      if (["base", "object", "embed", "frameset", "marquee", "portal"].includes(tag)) found.push(name);
      if (tag === "meta" && /refresh/i.test(element.getAttribute("http-equiv") ?? "")) found.push(name);
      if (tag === "iframe" && element.id !== "w-preview-iframe") found.push(name);
      if (tag === "script" && element.type !== "application/json") {
        const source = element.getAttribute("src");
        if (source ? !ours.some((start) => source.startsWith(start)) : element.nonce === "") found.push(name);
      }
      for (const attribute of element.attributes) {
        const value = attribute.value.replace(/[\\u0000-\\u0020]/g, "");
        if (/^on/i.test(attribute.name) && value !== "return;") found.push(`${name} ${attribute.name}`);
        if (/^(data-)?hx-on/i.test(attribute.name)) found.push(`${name} ${attribute.name}`);
        if (/^(data-)?hx-/i.test(attribute.name) && /^(js|javascript):|^[^?]*x\\.invalid/i.test(value)) {
          found.push(`${name} ${attribute.name}`);
        }
        if (attribute.name === "srcdoc") found.push(`${name} srcdoc`);
        if (urls.has(attribute.name) && /^(javascript|vbscript|data:text)/i.test(value)) {
          found.push(`${name} ${attribute.name}=${value.slice(0, 60)}`);
        }
      }
      if (tag === "template") look(element.content);
      if (element.shadowRoot) look(element.shadowRoot);
    }
  };
  look(document);
  return found;
}
"""

# Everything that a person reads or an assistive technology says, fields included; no script, no style.
SHOWN = """
() => {
  const parts = [];
  for (const element of document.querySelectorAll("*")) {
    for (const attribute of element.attributes) parts.push(attribute.value);
    if ("value" in element) parts.push(String(element.value));
    if (!["script", "style"].includes(element.localName) && element.children.length === 0) {
      parts.push(element.textContent);
    } else if (["p", "li", "h1", "h2", "h3", "dd", "td", "div", "span", "a"].includes(element.localName)) {
      parts.push(element.textContent);
    }
  }
  return parts.join("\\n");
}
"""

OURS = ["/static/", "/gestion/"]
SAMPLE = 4  # one page in so many, others at each run


@dataclass
class Watched:
    """A tab of a signed-in person, and what happened there that should not."""

    page: Page
    root: str
    person: User
    incidents: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    visits: int = 0

    def __post_init__(self) -> None:
        self.page.context.add_init_script(TRAPS)
        self.page.on("console", lambda message: self._note_console(message.text))
        self.page.on(
            "dialog", lambda dialog: (self.incidents.append(f"dialog {self.page.url}"), dialog.dismiss())
        )
        self.page.on("popup", lambda popup: self.incidents.append(f"popup {popup.url}"))
        self.page.context.on("requestfinished", self._note_request)
        self.page.context.on("requestfailed", self._note_request)

    def sign_in(self) -> None:
        client = Client()
        client.force_login(self.person)
        self.page.context.add_cookies(
            [{"name": name, "value": c.value, "url": self.root} for name, c in client.cookies.items()]
        )

    def _note_console(self, text: str) -> None:
        if text.startswith(("EXECUTED", "VIOLATION")):
            self.incidents.append(f"{text} on {self.page.url}")

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if request.failure == "csp":
            return  # announced, and not sent
        if parts.scheme in ("http", "https") and parts.netloc != urlsplit(self.root).netloc:
            self.incidents.append(f"request {request.url} from {self.page.url}")

    def open(self, address: str, *, status: tuple[int, ...] = (200,)) -> None:
        response = self.page.goto(f"{self.root}{address}", wait_until="load")
        assert response is not None
        assert response.status in status, f"{address}: {response.status}"
        self.visits += 1
        landed = urlsplit(self.page.url)
        if f"{landed.scheme}://{landed.netloc}" != self.root:
            self.incidents.append(f"{address} led to {self.page.url}")
        self.look(address)

    def look(self, where: str) -> None:
        self.incidents += [f"{what} on {where}" for what in self.page.evaluate(INTRUDERS, OURS)]
        self.shown.append(self.page.evaluate(SHOWN))


@pytest.fixture(scope="module")
def portal(server: LiveServer) -> Portal:
    unbounded = dict.fromkeys(settings.QUOTAS, "100000/hour")  # a few people write all of it at once
    with disable_reference_index_auto_update(), override_settings(QUOTAS=unbounded):
        return hostile_portal()


Watch = Callable[[User], Watched]


@pytest.fixture
def watch(browser: Browser, server: LiveServer) -> Iterator[Watch]:
    """A tab signed in as the given person."""
    contexts = []

    def watch(user: User) -> Watched:
        context = browser.new_context(locale="fr-FR")
        contexts.append(context)
        tab = Watched(context.new_page(), server.url, user)
        tab.sign_in()
        return tab

    yield watch
    for context in contexts:
        context.close()


def without_policy() -> override_settings:
    """What holds must hold by itself: the policy is the second wall."""
    return override_settings(CONTENT_SECURITY_POLICY=None, CONTENT_SECURITY_POLICY_ADMIN=None)


def incidents(*tabs: Watched) -> list[str]:
    return [incident for tab in tabs for incident in tab.incidents]


def test_attacks_in_every_place_are_only_text(portal: Portal, watch: Watch) -> None:
    reader, lead, administrator = watch(portal.reader), watch(portal.lead), watch(portal.administrator)
    with without_policy():
        for address in some(portal.public, SAMPLE):
            reader.open(address)
        for address in some(portal.lead_only, SAMPLE):
            lead.open(address)
        for address in some(portal.admin, SAMPLE):
            administrator.open(address)
    assert incidents(reader, lead, administrator) == []
    expected = portal.writing.expected
    seen = portal.writing.found_in(shown for tab in (reader, lead, administrator) for shown in tab.shown)
    assert len(set(PAYLOADS)) >= 150
    assert len(seen) >= 1_000
    if FULL:
        assert sorted(expected - seen)[:20] == [], "written, and not seen as it was written"
        assert len({text[:2] for text in seen}) >= 70
        assert len(seen) >= 14_000


def test_the_policy_has_nothing_to_stop(portal: Portal, watch: Watch) -> None:
    reader, lead, administrator = watch(portal.reader), watch(portal.lead), watch(portal.administrator)
    kinds = {re.sub(r"\d+", "", address): address for address in (*portal.public, *portal.admin)}
    for address in kinds.values():
        tab = administrator if address.startswith("/gestion/") else reader
        tab.open(address)
    for address in portal.lead_only:
        lead.open(address)
    assert incidents(reader, lead, administrator) == []
    assert reader.visits >= 15
    assert administrator.visits >= 20


def test_attacks_in_an_address_are_only_text(portal: Portal, watch: Watch) -> None:
    reader, administrator = watch(portal.reader), watch(portal.administrator)
    action, film, searched = portal.actions[1].url, portal.films[1].url, Writing()
    with without_policy():
        for pack in searched.packed("qs", MAX_QUERY_LENGTH):
            asked = quote(pack, safe="")
            reader.open(f"/recherche/?q={asked}&type={asked}&theme={asked}&page={asked}")
        for pack in Writing().packed("qq", 700):
            asked = quote(pack, safe="")
            reader.open(
                f"/projet/actions/?q={asked}&tri={asked}&axe={asked}&theme={asked}&vue={asked}&page={asked}"
            )
            reader.open(f"{action}?tri-commentaires={asked}&repondre={asked}")
            reader.open(f"{film}?t={asked}")
            reader.open(f"/mon-espace/?page={asked}")
            reader.open(f"/{asked}", status=(404,))
            administrator.open(f"/gestion/pages/{portal.project.pk}/?q={asked}&ordering={asked}&p={asked}")
            administrator.open(f"/gestion/images/?q={asked}&tag={asked}&collection_id={asked}")
            administrator.open(f"/gestion/users/?q={asked}")
            reader.page.context.clear_cookies()
            reader.open(f"/connexion/?next={asked}")
            reader.sign_in()
    assert incidents(reader, administrator) == []
    # A query is shown without the tabs and the marks of direction that were typed.
    assert len(searched.found_in(reader.shown)) >= len(PAYLOADS) - 6


def test_the_detector_sees_what_runs(portal: Portal, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "comment_html", lambda text, mentioned: mark_safe(text))  # noqa: S308
    with without_policy():
        open_wall = watch(portal.reader)
        with suppress(AssertionError, PlaywrightError):
            open_wall.open(f"{portal.actions[0].url}?{ORDER_PARAMETER}={CommentOrder.OLDEST}")
    assert any(incident.startswith(("EXECUTED", "dialog")) for incident in open_wall.incidents)
    assert any("x.invalid" in incident for incident in open_wall.incidents)


def test_the_policy_stops_what_escapes(portal: Portal, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second wall: if a page forgot to escape, nothing would run nor leave the portal."""
    tags = [payload for payload in PAYLOADS if payload.startswith("<") and "refresh" not in payload]
    hole = mark_safe("".join(payload for payload in tags if "<!" not in payload))  # noqa: S308
    monkeypatch.setattr(rows, "comment_html", lambda text, mentioned: hole if "co000" in text else text)
    tab = watch(portal.reader)
    tab.open(f"{portal.actions[0].url}?{ORDER_PARAMETER}={CommentOrder.OLDEST}")
    ran = [incident for incident in tab.incidents if incident.startswith(("EXECUTED", "dialog", "request"))]
    assert ran == []
    assert sum(incident.startswith("VIOLATION script-src") for incident in tab.incidents) >= 10
