"""Documents: what they hold is what their extension says."""

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from portal.media.names import extension_of
from portal.media.uploads import archives

PDF_MAGIC = b"%PDF-"
TEXT_ENCODINGS = ("utf-8-sig", "cp1252")
# Bytes below the space that a text may hold: tabulation, ends of line, end of page.
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f")


def check(file: File) -> None:
    """Refuse a document whose content is not that of its extension, or is dangerous."""
    extension = extension_of(file.name)
    try:
        if extension == "pdf":
            accepted = file.read(len(PDF_MAGIC)) == PDF_MAGIC
        elif extension in ("csv", "txt"):
            accepted = _is_text(file.read())
        elif extension in archives.KINDS:
            accepted = archives.check(file, extension)
        else:
            accepted = False
    finally:
        file.seek(0)
    if not accepted:
        raise ValidationError(
            _(
                "This file does not hold a .%(extension)s document. Save it in this format, "
                "without a password, and send it again."
            )
            % {"extension": extension},
            code="content",
        )


def _is_text(content: bytes) -> bool:
    if _CONTROLS & set(content):
        return False
    for encoding in TEXT_ENCODINGS:
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
