"""Films: the container says what it is in its first bytes."""

import filetype
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from portal.media.names import extension_of

_HEAD_BYTES = 4096
TYPES = {"mp4": "video/mp4", "webm": "video/webm"}


def check(file: File) -> None:
    """Refuse what is not a film of its extension's format."""
    extension = extension_of(file.name)
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    file.seek(0)
    if extension not in TYPES or filetype.guess_mime(head) != TYPES[extension]:
        raise ValidationError(
            _("This file does not hold a film in MP4 or WebM. Export it in one of these formats."),
            code="content",
        )
