"""The text of uploaded files, read once."""

import json
import logging
import subprocess
import sys
from pathlib import PurePath

from portal.media.models import CustomDocument
from search.index.files import reader
from search.models import FileText

logger = logging.getLogger(__name__)

READER_VERSION = 2  # to raise when the reader finds something else than before: files are then read again

MAX_BYTES = 100 * 1024 * 1024  # heavier files are found by their title alone

PATIENCE = 20  # seconds that reading a file may take


def pages_of(document: CustomDocument) -> list[str]:
    """Return the text of each page of a PDF, the whole text of a DOCX or ODT, or nothing for another file.

    A file that cannot be read gives an empty text and a warning.
    """
    kind = PurePath(document.file.name).suffix.lower().lstrip(".")
    if kind not in reader.READERS:
        return []
    source = f"{READER_VERSION} {document.file_hash} {document.file.name}"[-200:]
    kept = FileText.objects.filter(document=document, source=source).first()
    if kept is None:
        pages, problem = _read(document, kind)
        if problem:
            logger.warning("The text of document %s is not searchable: %s", document.pk, problem)
        kept, _new = FileText.objects.update_or_create(
            document=document, defaults={"source": source, "pages": pages, "problem": problem[:200]}
        )
    return list(kept.pages)


def _read(document: CustomDocument, kind: str) -> tuple[list[str], str]:
    try:
        if document.file.size > MAX_BYTES:
            return [], "The file is too heavy."
        with document.open_file() as file:
            content = file.read()
    except OSError as error:
        return [], f"The file cannot be opened: {error}"
    return read_apart(kind, content)


def read_apart(kind: str, content: bytes) -> tuple[list[str], str]:
    """Read a file in a process that is held to limits. Return its pages and what prevented reading it."""
    try:
        answer = subprocess.run(
            [sys.executable, "-I", str(reader.__file__), kind],
            input=content,
            capture_output=True,
            timeout=PATIENCE,
            check=True,
        )
        found = json.loads(answer.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        return [], f"The reader gave up ({type(error).__name__})."
    # No database keeps half of a surrogate pair, nor PostgreSQL a null character.
    pages = [page.encode("utf-8", "ignore").decode().replace("\0", " ") for page in found["pages"]]
    return pages, str(found["problem"])
