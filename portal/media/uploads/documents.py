"""Documents: what they hold is what their extension says."""

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from portal.media.names import extension_of
from portal.media.uploads import archives

PDF_MAGIC = b"%PDF-"
TEXTS = ("csv", "txt")
FORMATS = {"pdf", *TEXTS, *archives.KINDS}
# Bytes below the space that a text may hold: tabulation, ends of line, end of page.
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f")


def check(file: File) -> None:
    """Refuse a document whose content is not that of its extension, or is dangerous."""
    extension = extension_of(file.name)
    if extension not in FORMATS:
        raise ValidationError(
            _("Send a document in one of these formats: %(formats)s.")
            % {"formats": ", ".join(sorted(FORMATS)).upper()},
            code="content",
        )
    try:
        if extension == "pdf":
            accepted = file.read(len(PDF_MAGIC)) == PDF_MAGIC
        elif extension in TEXTS:
            accepted = _is_text(file.read())
        else:
            accepted = archives.check(file, extension)
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
    """Return True if these bytes can be letters: the encodings of all systems are accepted."""
    return not _CONTROLS & set(content)
