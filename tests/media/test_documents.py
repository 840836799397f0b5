"""Documents and films that are accepted or refused for what they hold."""

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from portal.media.uploads.validation import validate_document, validate_film
from tests.factories import FILM_BYTES
from tests.media.files import PDF

TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
MACRO_TYPES = b'<Types ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
ODT = "application/vnd.oasis.opendocument.text"
Entries = dict[str, bytes]


def archive(entries: Entries, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as opened:
        for name, content in entries.items():
            opened.writestr(name, content)
    return buffer.getvalue()


def docx() -> Entries:
    return {"[Content_Types].xml": TYPES, "word/document.xml": b"<document/>"}


GOOD: dict[str, bytes] = {
    "a.pdf": PDF,
    "a.txt": "Où est mon parapheur ?\r\n".encode(),
    "b.txt": "Où est mon parapheur ?".encode("cp1252"),
    "a.csv": "\ufeffaction;état\n1;fait\n".encode(),
    "a.docx": archive(docx()),
    "a.xlsx": archive({"[Content_Types].xml": TYPES, "xl/workbook.xml": b"<workbook/>"}),
    "a.pptx": archive(
        {
            "[Content_Types].xml": TYPES,
            "ppt/presentation.xml": b"<presentation/>",
            "ppt/embeddings/Feuille1.xlsx": archive(
                {"[Content_Types].xml": TYPES, "xl/workbook.xml": b"<workbook/>"}
            ),
        }
    ),
    "a.odt": archive({"mimetype": ODT.encode(), "content.xml": b"<office/>"}),
    "a.ods": archive({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
    "a.odp": archive({"mimetype": b"application/vnd.oasis.opendocument.presentation"}),
    "A.PDF": PDF,
}


@pytest.mark.parametrize("name", GOOD)
def test_a_document_that_is_what_it_says_is_accepted(name: str) -> None:
    file = SimpleUploadedFile(name, GOOD[name])
    validate_document(file)
    assert file.read() == GOOD[name]


def refusal(validate: Callable[[File], None], content: bytes, name: str) -> str:
    with pytest.raises(ValidationError) as refused:
        validate(SimpleUploadedFile(name, content))
    return str(refused.value.code)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html><script>alert(1)</script>", "a.pdf"),
        (b"  %PDF-1.7", "a.pdf"),
        (b"", "a.pdf"),
        (b"MZ\x90\x00", "a.txt"),
        (b"a;b\x00c", "a.csv"),
        ("Où".encode("utf-16"), "a.txt"),
        (PDF, "a.docx"),
        (b"PK\x03\x04", "a.docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.docx"),
        (GOOD["a.xlsx"], "a.docx"),
        (GOOD["a.docx"], "a.odt"),
        (GOOD["a.ods"], "a.odt"),
        (archive({"a.txt": b"x"}), "a.docx"),
        (archive({"mimetype": b"application/zip"}), "a.odt"),
        (GOOD["a.docx"], "a.zip"),
        (GOOD["a.docx"], "a.docm"),
        (b"<svg/>", "a.svg"),
        (b"<p>", "a.html"),
    ],
)
def test_what_is_not_what_it_says_is_refused(content: bytes, name: str) -> None:
    assert refusal(validate_document, content, name) == "content"


@pytest.mark.parametrize("name", ["notes", "notes.", "notes.zip"])
def test_a_name_without_a_known_format_is_told_which_are(name: str) -> None:
    with (
        override("fr"),
        pytest.raises(ValidationError, match="CSV, DOCX, ODP, ODS, ODT, PDF, PPTX, TXT, XLSX"),
    ):
        validate_document(SimpleUploadedFile(name, b"x"))


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850"])
def test_a_text_may_be_in_the_letters_of_any_system(encoding: str) -> None:
    validate_document(SimpleUploadedFile("a.csv", "déjà vu, très où".encode(encoding)))


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ({"word/vbaProject.bin": b"x"}, "macros"),
        ({"word/VBAPROJECT.BIN": b"x"}, "macros"),
        ({"word/activeX/activeX1.xml": b"x"}, "macros"),
        ({"[Content_Types].xml": MACRO_TYPES}, "macros"),
        ({"../../etc/cron.d/x": b"x"}, "entries"),
        ({"/etc/passwd": b"x"}, "entries"),
        ({"a\\..\\b": b"x"}, "entries"),
        ({"C:evil": b"x"}, "entries"),
        ({"word/embeddings/a.zip": archive({"a": b"x"})}, "embedded"),
        ({"word/embeddings/a.exe": b"MZ\x90\x00"}, "embedded"),
        ({"word/media/image1.png": b"\x7fELF\x02"}, "embedded"),
        ({"word/embeddings/a.gz": b"\x1f\x8b\x08\x00"}, "embedded"),
        ({"word/embeddings/a.docx": archive({"b.docx": GOOD["a.docx"]})}, "embedded"),
    ],
)
def test_a_dangerous_document_is_refused(entries: Entries, code: str) -> None:
    assert refusal(validate_document, archive({**docx(), **entries}), "a.docx") == code


def test_macros_of_an_open_document_are_refused() -> None:
    content = archive({"mimetype": ODT.encode(), "Basic/Standard/Module1.xml": b"x"})
    assert refusal(validate_document, content, "a.odt") == "macros"


def test_an_archive_that_unpacks_to_far_too_much_is_refused() -> None:
    for entries in (
        {"word/media/a.bin": b"\0" * 30_000_000},  # a thousand times smaller packed
        {f"word/{number}": b"" for number in range(6_000)},
    ):
        assert refusal(validate_document, archive({**docx(), **entries}), "a.docx") == "bomb"


def test_a_bomb_inside_a_document_is_refused() -> None:
    inner = archive({"word/media/a.bin": b"\0" * 30_000_000})
    content = archive({**docx(), "word/embeddings/a.docx": inner})
    assert refusal(validate_document, content, "a.docx") == "bomb"


def test_entries_that_share_their_bytes_are_refused() -> None:
    """Some bombs list one packed entry thousands of times."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in docx().items():
            opened.writestr(name, content)
        opened.writestr("word/a", b"\0" * 9_000_000)
        entry = opened.getinfo("word/a")
        for number in range(10):
            copy = zipfile.ZipInfo(f"word/{number:02d}")
            for field in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
                setattr(copy, field, getattr(entry, field))
            opened.filelist.append(copy)
            opened.NameToInfo[copy.filename] = copy
    assert refusal(validate_document, buffer.getvalue(), "a.docx") in ("bomb", "content")


def test_no_bytes_break_the_checks() -> None:
    good = GOOD["a.docx"]
    for cut in range(0, len(good), 7):
        for content in (good[:cut], good[:cut] + b"\xff" + good[cut + 1 :], good[cut:]):
            try:
                validate_document(SimpleUploadedFile("a.docx", content))
            except ValidationError:
                continue


# Films

MP4 = FILM_BYTES
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + b"\0" * 64


@pytest.mark.parametrize(("content", "name"), [(MP4, "film.mp4"), (WEBM, "film.webm"), (MP4, "FILM.MP4")])
def test_a_film_is_accepted(content: bytes, name: str) -> None:
    validate_film(SimpleUploadedFile(name, content))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (WEBM, "film.mp4"),
        (MP4, "film.webm"),
        (b"<html>", "film.mp4"),
        (b"\x1a\x45\xdf\xa3\x42\x82\x88matroska" + b"\0" * 64, "film.webm"),
        (b"\x00\x00\x00\x18ftypqt  \x00\x00\x00\x00qt  qt  " + b"\0" * 64, "film.mp4"),
        (b"", "film.mp4"),
        (MP4, "film.mov"),
    ],
)
def test_what_is_no_film_is_refused(content: bytes, name: str) -> None:
    assert refusal(validate_film, content, name) == "content"


def test_a_film_too_large_is_refused_without_being_read() -> None:
    film = ContentFile(MP4, "film.mp4")
    film.size = 501 * 1024 * 1024
    with pytest.raises(ValidationError) as refused:
        validate_film(film)
    assert refused.value.code == "weight"


def test_a_document_inside_is_unpacked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its list runs against the order of its entries: each step back would unpack it anew."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as made:
        for number in range(40):
            made.writestr(f"word/{number}", b"x" * 50_000)
        made.filelist.reverse()
    unpacked = 0
    read = zipfile.ZipExtFile._read1  # type: ignore[attr-defined]

    def counted(entry: zipfile.ZipExtFile, size: int) -> bytes:
        nonlocal unpacked
        content: bytes = read(entry, size)
        unpacked += len(content)
        return content

    monkeypatch.setattr(zipfile.ZipExtFile, "_read1", counted)
    validate_document(ContentFile(archive({**docx(), "word/embeddings/a.docx": inner.getvalue()}), "a.docx"))
    assert unpacked < 3 * len(inner.getvalue())
