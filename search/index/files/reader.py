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
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


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
    """Yield the paragraphs, as one page: where pages end is not in the file."""
    from defusedxml.ElementTree import fromstring

    pieces: dict[str, Callable[[Any], str]] = {
        f"{_WORD}t": lambda e: e.text or "",
        f"{_WORD}tab": lambda e: " ",
        f"{_WORD}br": lambda e: "\n",
    }
    yield "\n".join(
        "".join(pieces[element.tag](element) for element in paragraph.iter() if element.tag in pieces)
        for paragraph in fromstring(_member(data, "word/document.xml")).iter(f"{_WORD}p")
    )


def read_odt(data: bytes) -> Iterator[str]:
    """Yield the headings and paragraphs, as one page."""
    from defusedxml.ElementTree import fromstring

    yield "\n".join(
        "".join(element.itertext())
        for element in fromstring(_member(data, "content.xml")).iter()
        if element.tag in (f"{_TEXT}p", f"{_TEXT}h")
    )


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
