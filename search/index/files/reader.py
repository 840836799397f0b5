"""Reads the text of a PDF, DOCX or ODT file; run in a process of its own by `search.index.files.text`.

Files come from anyone: a few kilobytes may unfold into gigabytes, or keep a reader busy for ever. This
process limits its own memory and time, reads the file from its input and writes JSON to its output:
`{"pages": [text of each page], "problem": ""}`. It needs neither Django nor the database.
"""

import io
import json
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

MEMORY = 1024 * 1024 * 1024  # bytes
SECONDS = 10  # of processor
MAX_PAGES = 1_000
MAX_CHARACTERS = 2_000_000
MAX_XML = 50 * 1024 * 1024  # bytes of the unpacked text of a DOCX or ODT file

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"

_WORD_PIECES = {
    f"{_WORD}tab": " ",
    f"{_WORD}ptab": " ",
    f"{_WORD}br": "\n",
    f"{_WORD}cr": "\n",
    f"{_WORD}noBreakHyphen": "-",
}
# What was struck out or moved away, properties, and the second writing of a drawing for older readers.
_WORD_UNSEEN = {
    *(f"{_WORD}{name}" for name in ("del", "moveFrom", "pPr", "rPr")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_OPEN_PARAGRAPHS = {f"{_TEXT}p", f"{_TEXT}h", f"{_SVG}title", f"{_SVG}desc"}
_OPEN_PIECES = {f"{_TEXT}tab": " ", f"{_TEXT}s": " ", f"{_TEXT}line-break": "\n"}
# What was struck out, remarks and their authors, marks of notes, programs, and models of tables of contents.
_OPEN_UNSEEN = {
    *(f"{_OFFICE}{name}" for name in ("annotation", "annotation-end", "binary-data", "forms")),
    *(f"{_TEXT}{name}" for name in ("tracked-changes", "note-citation", "script")),
    *(
        f"{_TEXT}{name}-source"
        for name in (
            "table-of-content", "illustration-index", "table-index", "object-index", "user-index",
            "alphabetical-index", "bibliography",
        )
    ),
}  # fmt: skip

_HIDES_ITS_PARAGRAPH = f"{_TEXT}hidden-paragraph"
MAX_PARENTS = 20
"""Of a style; more than that is a circle."""

# For each style, whether its text is hidden, if it says so, and the style that says the rest.
Styles = dict[tuple[str, str], tuple[bool | None, str]]


class UnreadableError(Exception):
    """The file holds no text that can be read. The message says why."""


def read_pdf(data: bytes) -> Iterator[str]:
    """Yield the text of each page."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableError("The file is protected by a password.")
    for number in range(min(len(reader.pages), MAX_PAGES)):
        try:
            yield reader.pages[number].extract_text()
        except Exception:  # noqa: BLE001  (a broken page must not hide the others)
            yield ""


def read_docx(data: bytes) -> Iterator[str]:
    """Yield the paragraphs that readers see, as one page: where pages end is not in the file."""
    styles: Styles = {}
    for style in _xml(data, "word/styles.xml", missing="<none/>").iter(f"{_WORD}style"):
        vanishes = _is_on(style.find(f"{_WORD}rPr/{_WORD}vanish"))
        styles["", style.get(f"{_WORD}styleId", "")] = vanishes, _value(style.find(f"{_WORD}basedOn"))

    def is_unseen(element: Any) -> bool:
        if element.tag == f"{_WORD}r":
            vanishes = _is_on(element.find(f"{_WORD}rPr/{_WORD}vanish"))
            style = _value(element.find(f"{_WORD}rPr/{_WORD}rStyle"))
            return _is_hidden(styles, "", style) if vanishes is None else vanishes
        if element.tag == f"{_WORD}p":
            return _is_hidden(styles, "", _value(element.find(f"{_WORD}pPr/{_WORD}pStyle")))
        if element.tag == f"{_WORD}tr":
            return bool(_is_on(element.find(f"{_WORD}trPr/{_WORD}hidden")))
        return element.tag in _WORD_UNSEEN

    def own_text(element: Any) -> str:
        return (element.text or "") if element.tag == f"{_WORD}t" else _WORD_PIECES.get(element.tag, "")

    yield _paragraphs(_xml(data, "word/document.xml"), {f"{_WORD}p"}, is_unseen, own_text)


def _value(element: Any) -> str:
    return "" if element is None else str(element.get(f"{_WORD}val", ""))


def _is_on(element: Any) -> bool | None:
    """Return what a property of Word says, or None if it is absent."""
    return None if element is None else _value(element).lower() not in ("0", "false", "off")


def read_odt(data: bytes) -> Iterator[str]:
    """Yield the headings and paragraphs that readers see, as one page."""
    content = _xml(data, "content.xml")
    styles: Styles = {}
    for root in (_xml(data, "styles.xml", missing="<none/>"), content):
        for style in root.iter(f"{_STYLE}style"):
            properties = style.find(f"{_STYLE}text-properties")
            display = None if properties is None else properties.get(f"{_TEXT}display")
            key = style.get(f"{_STYLE}family", ""), style.get(f"{_STYLE}name", "")
            hidden = None if display is None else display == "none"
            styles[key] = hidden, style.get(f"{_STYLE}parent-style-name", "")

    def is_unseen(element: Any) -> bool:
        family = "paragraph" if element.tag in _OPEN_PARAGRAPHS else "text"
        return (
            element.tag in _OPEN_UNSEEN
            or element.get(f"{_TEXT}is-hidden") == "true"
            or element.get(f"{_TEXT}display") == "none"
            or element.get(f"{_TABLE}visibility") in ("collapse", "filter")
            or _is_hidden(styles, family, element.get(f"{_TEXT}style-name", ""))
            or any(
                child.get(f"{_TEXT}is-hidden") == "true" for child in element.iterfind(_HIDES_ITS_PARAGRAPH)
            )
        )

    def own_text(element: Any) -> str:
        return _OPEN_PIECES.get(element.tag) or element.text or ""

    yield _paragraphs(content, _OPEN_PARAGRAPHS, is_unseen, own_text, tails=True)


def _is_hidden(styles: Styles, family: str, name: str) -> bool:
    for _parent in range(MAX_PARENTS):
        hidden, parent = styles.get((family, name), (False, ""))
        if hidden is not None:
            return hidden
        name = parent
    return False


def _paragraphs(
    root: Any,
    tags: set[str],
    is_unseen: Callable[[Any], bool],
    own_text: Callable[[Any], str],
    *,
    tails: bool = False,
) -> str:
    """Return the paragraphs, one a line. A paragraph inside another (note, text box) follows it."""
    found: list[str] = []

    def visit(element: Any, line: list[str]) -> None:
        if is_unseen(element):
            return
        begins, place = element.tag in tags, len(found)
        if begins:
            found.append("")
            line = []
        line.append(own_text(element))
        for child in element:
            visit(child, line)
            if tails:
                line.append(child.tail or "")
        if begins:
            found[place] = "".join(line)

    visit(root, [])
    return "\n".join(found)


def _xml(data: bytes, name: str, *, missing: str = "") -> Any:
    """Return the root of a part. `missing` stands for a part that a document may do without."""
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(_member(data, name))
    except KeyError:
        if not missing:
            raise
        return fromstring(missing)


def _member(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(name) as member:
        content = member.read(MAX_XML + 1)
    if len(content) > MAX_XML:
        raise UnreadableError("The file unfolds into too much text.")
    return content


READERS: dict[str, Callable[[bytes], Iterator[str]]] = {
    "pdf": read_pdf,
    "docx": read_docx,
    "odt": read_odt,
}


def read(kind: str, data: bytes) -> dict[str, object]:
    """Return the pages of a file, up to MAX_CHARACTERS, and what prevented reading it, if anything did."""
    pages: list[str] = []
    left = MAX_CHARACTERS
    try:
        for page in READERS[kind](data):
            pages.append(page[:left])
            left -= len(page)
            if left <= 0:
                break
    except UnreadableError as error:
        return {"pages": pages, "problem": str(error)}
    except Exception as error:  # noqa: BLE001  (whatever a hostile file provokes)
        return {"pages": pages, "problem": f"The file is damaged ({type(error).__name__})."}
    return {"pages": pages, "problem": ""}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    json.dump(read(sys.argv[1], sys.stdin.buffer.read()), sys.stdout)
