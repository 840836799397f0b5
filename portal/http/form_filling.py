"""Filling in of a form with the fields of an earlier request, before its page is sent."""

from collections.abc import Callable
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EntitySubstitution
from bs4.formatter import HTMLFormatter
from django.template.loader import render_to_string

Fields = dict[str, list[str]]

# As our templates write: letters as they are, void elements and boolean attributes without more.
_AS_WRITTEN = HTMLFormatter(
    EntitySubstitution.substitute_xml, void_element_close_prefix="", empty_attributes_are_booleans=True
)
_NOT_TYPED = {"hidden", "submit", "button", "image", "reset"}
_NEVER_FILLED = {"password", "file", "submit", "button", "image", "reset"}


class Form:
    """One form of a page."""

    def __init__(self, tag: Tag) -> None:
        self.tag = tag

    def controls(self) -> list[Tag]:
        return [tag for tag in self.tag.find_all(["input", "select", "textarea"]) if tag.get("name")]

    def names(self) -> set[str]:
        return {str(control["name"]) for control in self.controls()}

    def is_filled_in_by_hand(self) -> bool:
        """Return True if the form holds something to type or to choose besides its buttons."""
        return any(_kind(control) not in _NOT_TYPED for control in self.controls())

    def shared_with(self, fields: Fields) -> int:
        """Return how many of these fields the form has. A hidden field counts if its value is the same."""
        return sum(
            1
            for control in self.controls()
            if str(control["name"]) in fields
            and (_kind(control) != "hidden" or control.get("value") in fields[str(control["name"])])
        )

    def fill(self, fields: Fields, *, is_secret: Callable[[str], bool]) -> None:
        """Put these values in its fields. Secrets and files stay empty, and its own tokens are its own."""
        left = {name: list(values) for name, values in fields.items()}
        for control in self.controls():
            name, kind = str(control["name"]), _kind(control)
            if kind in _NEVER_FILLED or name.startswith("_") or is_secret(name):
                continue
            if kind in ("checkbox", "radio"):
                _mark(control, "checked", chosen=control.get("value", "on") in fields.get(name, []))
            elif control.name == "select" and name in fields:
                for option in control.find_all("option"):
                    _mark(option, "selected", chosen=option.get("value", option.text) in fields[name])
            elif left.get(name):
                value = left[name].pop(0)
                if control.name == "textarea":
                    control.string = f"\n{value}"  # a browser leaves the first line break out
                else:
                    control["value"] = value


class Page:
    """A page of the portal, as HTML to change."""

    def __init__(self, html: bytes) -> None:
        self._soup = BeautifulSoup(html, "html.parser", from_encoding="utf-8")

    def find_form(self, address: str, *, here: str, fields: Fields) -> Form | None:
        """Return the form of this page that is sent to `address` and has most of the fields, if any."""
        forms = [
            Form(tag)
            for tag in self._soup.find_all("form")
            if str(tag.get("method", "")).lower() == "post"
            and unquote(urlsplit(urljoin(here, str(tag.get("action", "")))).path) == address
        ]
        return max(forms, key=lambda form: form.shared_with(fields), default=None)

    def explain(self, form: Form, *, note: str, discard_field: str, discard: str) -> None:
        """Say in the form where its content comes from, and let the browser go there at once."""
        for tag in self._soup.find_all(autofocus=True):
            del tag["autofocus"]
        for closed in form.tag.find_parents("details"):
            closed["open"] = ""
        context = {"note": note, "discard_field": discard_field, "discard": discard}
        form.tag.insert(0, _parsed("form_recovery/note.html", context))
        # Last: the Enter key presses the first button of a form.
        form.tag.append(_parsed("form_recovery/discard.html", context))

    def as_html(self) -> bytes:
        return self._soup.encode("utf-8", formatter=_AS_WRITTEN)


def _kind(control: Tag) -> str:
    return str(control.get("type", "text")).lower() if control.name == "input" else control.name


def _mark(tag: Tag, attribute: str, *, chosen: bool) -> None:
    if chosen:
        tag[attribute] = ""
    else:
        del tag[attribute]


def _parsed(template: str, context: dict[str, str]) -> BeautifulSoup:
    return BeautifulSoup(render_to_string(template, context).strip(), "html.parser")
