"""Forms as the browser sends them."""

from html.parser import HTMLParser


class FormReader(HTMLParser):
    """The named fields of the form whose id or action contains a text."""

    def __init__(self, mark: str) -> None:
        super().__init__()
        self.mark = mark
        self.found = 0
        self.inside = False
        self.action = ""
        self.fields: dict[str, str] = {}
        self.textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form" and self.mark in (attributes.get("id"), attributes.get("action", "").split("?")[0]):
            self.inside = True
            self.found += 1
            self.action = attributes.get("action", "")
        elif self.inside and tag == "input":
            self.fields[attributes["name"]] = attributes.get("value", "")
        elif self.inside and tag == "textarea":
            self.textarea = attributes["name"]
            self.fields[self.textarea] = ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.fields[self.textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea" and self.textarea:
            self.fields[self.textarea] = self.fields[self.textarea].removeprefix("\n")
            self.textarea = None


def read_form(html: str, mark: str) -> FormReader:
    reader = FormReader(mark)
    reader.feed(html)
    assert reader.found == 1, f"{reader.found} forms {mark}"
    return reader
