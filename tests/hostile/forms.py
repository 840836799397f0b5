"""What the page of an address sends when its form is submitted untouched."""

from html.parser import HTMLParser

from django.test import Client

from tests.authorisation.addresses import Address
from tests.authorisation.world import World, rolled_back

# Fields that scripts of the administration put in the form: streams of blocks without a block.
STREAMS = ("body", "milestones", "indicators", "documents", "chapters")
ADMIN = "/gestion/"


class _Fields(HTMLParser):
    """Names and values of the fields of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self._text_area = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        name = attributes.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in attributes:
            self.pairs.append((self._select, attributes.get("value", "")))
        elif tag == "textarea" and name:
            self._text_area = name
            self.pairs.append((name, ""))
        elif tag == "input" and name and name != "csrfmiddlewaretoken":
            kind = attributes.get("type", "text")
            if kind not in ("checkbox", "radio", "submit", "button", "file") or "checked" in attributes:
                self.pairs.append((name, attributes.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._text_area:
            name, value = self.pairs[-1]
            self.pairs[-1] = (name, value + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text_area = ""
        elif tag == "select":
            self._select = ""


class Forms:
    """The fields of each address, read once, as whoever may open its page sees them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._known: dict[str, list[tuple[str, str]]] = {}

    def fields(self, address: Address) -> list[tuple[str, str]]:
        key = str(address)
        if key not in self._known:
            self._known[key] = self._read(address)
        return list(self._known[key])

    def _read(self, address: Address) -> list[tuple[str, str]]:
        for role in ("communication", "administrator", "lead", "anonymous"):
            url = address.url(self._world, role)
            with rolled_back():
                response = self._world.client(role).get(url)
                if response.status_code == 302 and not url.startswith(ADMIN):
                    # What is posted here is written on the page where a visit leads.
                    response = Client.get(self._world.client(role), response.headers["Location"])
                html = "" if response.streaming else response.content.decode(errors="replace")
            if response.status_code == 200 and "<input" in html:
                parser = _Fields()
                parser.feed(html)
                pairs = [(name, value.removeprefix("\n")) for name, value in parser.pairs]
                # A person writes something in the fields of the portal.
                if not url.startswith(ADMIN):
                    pairs = [
                        (name, value or "Un avis.") if name in WRITTEN else (name, value)
                        for name, value in pairs
                    ]
                return pairs + [(f"{name}-count", "0") for name in STREAMS]
        return [("text", "Un avis."), ("note", "Une note.")]


WRITTEN = {
    "text", "title", "why", "reason", "reasoning", "message", "availability", "note", "decline_message",
    "subject", "place",
}  # fmt: skip
