"""Every form that a person can fill in: found by walking all the addresses, not by names."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.test import Client

from tests.authorisation.addresses import addresses
from tests.authorisation.world import World, body, rolled_back

# Who sees which forms: together they open every page of the site that has one.
SITE_ROLES = ("agent", "lead", "steering")
TYPED = ("text", "search", "url", "email", "number", "textarea", "date", "time")
TEXT = "Un avis, lisible."
LETTERS = ("text", "textarea")


@dataclass
class PostedForm:
    """A form of a page, as a browser would send it."""

    role: str
    place: str
    tag: Tag

    @property
    def action(self) -> str:
        return urljoin(self.place, str(self.tag.get("action") or ""))

    @property
    def name(self) -> str:
        """The same for all the forms that differ only by the object that they are about."""
        path = "/".join("#" if part.isdecimal() else part for part in urlsplit(self.action).path.split("/"))
        return f"{path} {' '.join(sorted({str(tag['name']) for tag in self.controls()} - {'_owner'}))}"

    def controls(self) -> list[Tag]:
        return [tag for tag in self.tag.find_all(["input", "select", "textarea"]) if tag.get("name")]

    def kinds(self) -> dict[str, str]:
        """The kind of each field that can be seen, by its name."""
        return {str(tag["name"]): _kind(tag) for tag in self.controls() if _kind(tag) != "hidden"}

    def filled(self) -> dict[str, str | list[str]]:
        """What is sent once each field is filled in, as a person may fill it in."""
        data: dict[str, str | list[str]] = {}
        times = iter(("10:00", "11:00", "12:00"))
        for tag in self.controls():
            name, kind = str(tag["name"]), _kind(tag)
            if kind == "hidden":
                data[name] = str(tag.get("value", ""))
            elif kind == "select":
                chosen = [str(option.get("value", "")) for option in tag.find_all("option")]
                data[name] = next(filter(None, chosen), "")
            elif kind == "radio":
                data.setdefault(name, str(tag.get("value", "")))
                data[name] = data[name] or str(tag.get("value", ""))
            elif kind == "checkbox":
                continue
            elif kind in LETTERS:
                data[name] = TEXT
            elif kind in TYPED:
                data[name] = {"date": "2026-11-02", "number": "1", "email": "a@exemple.invalid"}.get(
                    kind, TEXT
                )
                if kind == "time":
                    data[name] = next(times)
        return data


def _kind(tag: Tag) -> str:
    return str(tag.get("type", "text")).lower() if tag.name == "input" else tag.name


def forms_of(html: bytes, *, role: str, place: str) -> Iterator[PostedForm]:
    for tag in BeautifulSoup(html, "html.parser").find_all("form"):
        if str(tag.get("method", "")).lower() == "post":
            yield PostedForm(role, place, tag)


def posted_forms(world: World, *, admin: bool, roles: tuple[str, ...]) -> Iterator[PostedForm]:
    """Each kind of form once, with the first role and page that show it."""
    known = set()
    for address in addresses():
        if address.is_admin != admin:
            continue
        for role in roles:
            place = address.url(world, role)
            with rolled_back():
                client: Client = world.client(role)
                response = client.get(place)
                if response.status_code == 302 and not admin:
                    place = urljoin(place, response.headers["Location"]).partition("#")[0]
                    response = world.client(role).get(place)
                html = body(response)
            if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
                for form in forms_of(html, role=role, place=place):
                    if form.name not in known:
                        known.add(form.name)
                        yield form
