"""Validation of uploaded files, for every form that receives one.

Each function raises ValidationError with what to do, and may rewrite a picture in place to remove what it
says of people. A file that the storage already holds was checked when it came, and passes.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from portal.common.display import format_size
from portal.common.limits import limit_in_words
from portal.media.uploads import documents, films, pictures
from portal.media.uploads.scanning import scan


def validate_image(file: File) -> None:
    """Check an image or a poster: a real picture of the format that its name says, of a bounded size."""
    _check(file, pictures.check, scan, pictures.remove_metadata)


def validate_document(file: File) -> None:
    """Check a document: what its extension says, without macros, unpacking to a bounded size."""
    _check(file, documents.check, scan)


def validate_film(file: File) -> None:
    """Check a film: an MP4 or WebM container."""
    _check(file, _check_weight, films.check, scan)


def validate_text_file(file: File) -> None:
    """Check captions, whose own reader has checked what they hold."""
    _check(file, scan)


def is_stored(file: File) -> bool:
    """Return True if the storage already held this file of a field. It may have lost it since."""
    return isinstance(file, FieldFile) and getattr(file, "_committed", False)


def _check(file: File, *checks: Callable[[File], None]) -> None:
    if is_stored(file):
        return
    if isinstance(file, FieldFile):
        file = file.file
    for check in checks:
        check(file)


def _check_weight(file: File) -> None:
    if file.size > settings.LIMITS["film_bytes"]:
        raise ValidationError(
            _("This film is too large (%(size)s): %(most)s at most. Export it with a lower bit rate.")
            % {"size": format_size(file.size), "most": limit_in_words("film_bytes")},
            code="weight",
        )
