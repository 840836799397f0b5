"""Office documents are archives: they must stay small once unpacked, and hold no program."""

import re
import shutil
import zipfile
import zlib
from tempfile import TemporaryFile
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from portal.media.names import extension_of

MAX_ENTRIES = 5_000
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
# XML packs well, and so does a sheet of one repeated value; a bomb does a thousand times better.
MAX_RATIO = 200
SMALLEST_BOMB = 10 * 1024 * 1024  # bytes unpacked, below which no ratio is worth a refusal
# A presentation may hold the sheet of its chart, and that is all.
MAX_DEPTH = 1

_ZIP_MAGIC = b"PK\x03\x04"
_OTHER_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!")
_MACROS = re.compile(
    r"vbaproject|vbadata|/macrosheets/|/activex/|^(?:basic|scripts)/|/(?:basic|scripts)/", re.IGNORECASE
)
_OOXML_TYPES = "[Content_Types].xml"
_ODF_TYPE = "mimetype"
_ODF = "application/vnd.oasis.opendocument."


# An entry that each kind of document must hold, or the type that it announces.
_MAIN_PARTS = {
    "docx": "word/document.xml",
    "pptx": "ppt/presentation.xml",
    "xlsx": "xl/workbook.xml",
}
_ANNOUNCED = {"odp": f"{_ODF}presentation", "ods": f"{_ODF}spreadsheet", "odt": f"{_ODF}text"}
KINDS = _MAIN_PARTS | _ANNOUNCED


def check(file: File | IO[bytes], extension: str) -> bool:
    """Return True if the archive is a document of this kind. Raise `ValidationError` for a dangerous one."""
    try:
        with zipfile.ZipFile(file) as archive:
            _check_entries(archive, depth=0)
            if extension in _ANNOUNCED:
                announced = _read(archive, _ODF_TYPE).decode("ascii", "replace").strip()
                return announced == _ANNOUNCED[extension]
            if b"macroenabled" in _read(archive, _OOXML_TYPES).lower():
                raise _macros()
            return _MAIN_PARTS[extension] in archive.namelist()
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, KeyError, RuntimeError):
        # RuntimeError: an entry behind a password, or packed in a way that zipfile does not know.
        return False


def _check_entries(archive: zipfile.ZipFile, depth: int) -> None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    names = [entry.filename for entry in entries]
    if (
        len(entries) > MAX_ENTRIES
        or unpacked > MAX_UNPACKED_BYTES
        or (unpacked > SMALLEST_BOMB and unpacked > MAX_RATIO * max(packed, 1))
    ):
        raise ValidationError(
            _("This document is far larger once unpacked: it was refused as dangerous."), code="bomb"
        )
    if len(set(names)) != len(names) or any(map(_leads_out, names)):
        raise ValidationError(
            _(
                "This document is not built as office suites build theirs. Save it again, and send the new"
                " file."
            ),
            code="entries",
        )
    if any(map(_MACROS.search, names)):
        raise _macros()
    for entry in entries:
        _check_content(archive, entry, depth)


def _check_content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, depth: int) -> None:
    """Refuse programs and archives inside, but for an office document one level down."""
    with archive.open(entry) as opened:
        head = opened.read(8)
    if head.startswith((*_OTHER_ARCHIVES, *_PROGRAMS)):
        raise _embedded()
    if head.startswith(_ZIP_MAGIC):
        extension = extension_of(entry.filename)
        if depth == MAX_DEPTH or extension not in KINDS:
            raise _embedded()
        # Unpacked once: going back in a packed entry unpacks it anew from its beginning.
        with archive.open(entry) as opened, TemporaryFile() as unpacked:
            shutil.copyfileobj(opened, unpacked)
            with zipfile.ZipFile(unpacked) as inner:
                _check_entries(inner, depth + 1)


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as opened:
        return opened.read(1024 * 1024)


def _leads_out(name: str) -> bool:
    """Return True if unpacking this entry would write elsewhere than in the folder asked for."""
    return (
        name.startswith("/")
        or "\\" in name
        or ":" in name
        or not name.isprintable()
        or ".." in name.split("/")
    )


def _macros() -> ValidationError:
    return ValidationError(
        _("This document holds macros. Save it without them (.docx, .xlsx, .odt…), and send the new file."),
        code="macros",
    )


def _embedded() -> ValidationError:
    return ValidationError(
        _("This document holds a program or an archive. Remove what is embedded in it, and send it again."),
        code="embedded",
    )
