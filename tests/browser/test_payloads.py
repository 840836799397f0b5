"""What people write is text: attacks in every place where a person can write, in a real browser.

First without the content policy, since escaping itself must hold; then with it. `payloads.py` holds the
attacks, `hostile_content.py` the places.
"""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.safestring import mark_safe
from playwright.sync_api import Browser, Page, Request
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from portal.accounts.models import User
from projects.participation import threads

from .hostile_content import Portal, hostile_portal
from .payloads import PAYLOADS

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WITHOUT_POLICY = {"CONTENT_SECURITY_POLICY": None, "CONTENT_SECURITY_POLICY_ADMIN": None}

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
      if (["base", "object", "embed", "frameset", "marquee", "portal", "bgsound"].includes(tag)) found.push(name);
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
        if (/^(data-)?hx-/i.test(attribute.name) && /^(js|javascript):|x\\.invalid/i.test(value)) {
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


@dataclass
class Watched:
    """A tab of a signed-in person, and what happened there that should not."""

    page: Page
    root: str
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
        self.page.context.on("request", self._note_request)

    def _note_console(self, text: str) -> None:
        if text.startswith(("EXECUTED", "VIOLATION")):
            self.incidents.append(f"{text} on {self.page.url}")

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
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
def server(
    browser: Browser, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[LiveServer]:
    """The portal, on a database of its own for all the tests of this module."""
    with django_db_blocker.unblock(), override_settings(WHITENOISE_USE_FINDERS=True):
        before = connection.creation.serialize_db_to_string()
        server = LiveServer("localhost")
        yield server
        server.stop()
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
        connection.creation.deserialize_db_from_string(before)


@pytest.fixture(scope="module")
def portal(server: LiveServer) -> Portal:
    with disable_reference_index_auto_update():
        return hostile_portal()


@pytest.fixture
def watch(browser: Browser, server: LiveServer) -> Iterator:
    contexts = []

    def watch(user: User) -> Watched:
        client = Client()
        client.force_login(user)
        context = browser.new_context(locale="fr-FR")
        cookies = [{"name": name, "value": c.value, "url": server.url} for name, c in client.cookies.items()]
        context.add_cookies(cookies)
        contexts.append(context)
        return Watched(context.new_page(), server.url)

    yield watch
    for context in contexts:
        context.close()


def test_attacks_in_every_place_are_only_text(portal: Portal, watch) -> None:
    begun = time.monotonic()
    with override_settings(**WITHOUT_POLICY):
        reader, lead = watch(portal.reader), watch(portal.lead)
        administrator = watch(portal.administrator)
        for address in portal.public:
            reader.open(address)
        for address in portal.lead_only:
            lead.open(address)
        for address in portal.admin:
            administrator.open(address)
    tabs = [reader, lead, administrator]
    assert [incident for tab in tabs for incident in tab.incidents] == []
    seen = portal.writing.found_in(shown for tab in tabs for shown in tab.shown)
    places = {written[:2] for written in seen}
    lost = sorted(portal.writing.expected - seen)
    print(
        f"{len(PAYLOADS)} payloads, {len(places)} places, {len(seen)} pairs shown, {len(lost)} not, "
        f"{sum(tab.visits for tab in tabs)} pages in {time.monotonic() - begun:.0f} s"
    )
    print({place: sum(1 for written in lost if written[:2] == place) for place in {w[:2] for w in lost}})
    kept = {}
    for w in lost: kept.setdefault(w[:2], w)
    print(*kept.values(), sep="\n")
    assert lost == []
