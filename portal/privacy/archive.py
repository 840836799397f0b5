"""The ZIP of a person's data: JSON for machines, one page of HTML for people, and their files.

Everything is written to a temporary file as it is read, so that a lot of data does not fill the memory.
"""

import tempfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO, Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models.fields.files import FieldFile
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.common.personal_data import PersonalData, Text, personal_data
from portal.quotas.limits import limited

JSON_NAME = "donnees.json"
HTML_NAME = "lisible.html"
FILES_FOLDER = "fichiers"
MAX_FILES_SIZE = 500 * 1024 * 1024  # bytes of files; what exceeds is named, not joined
IN_MEMORY = 5 * 1024 * 1024  # bytes of the archive before it goes to disk
CHUNK = 256 * 1024  # bytes


class Section(NamedTuple):
    """One kind of data, and the rows of it that a person has."""

    kind: PersonalData
    rows: list[dict[str, Any]]

    def entries(self) -> Iterator[list[tuple[Text, Any]]]:
        """Yield each row as the labels and values that people read."""
        labels = [column.label for column in self.kind.labelled]
        for row in self.rows:
            yield list(zip(labels, row.values(), strict=True))


@limited("archive", gettext_lazy("Archives of one’s data"), by="user")
def write_archive(*, user: User) -> IO[bytes]:
    """Return an open temporary file, at its beginning, that holds the ZIP. It goes when it is closed."""
    archive = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the caller closes it)
    sections = [Section(kind, list(kind.rows(user))) for kind in personal_data()]
    written_at = timezone.now()
    with ZipFile(archive, "w", ZIP_DEFLATED) as bundle:
        files = list(_write_files(bundle, user))
        data = {
            "written_at": written_at,
            **{kind.key: rows for kind, rows in sections},
            "files": files,
        }
        encoder = DjangoJSONEncoder(ensure_ascii=False, indent=2)
        with bundle.open(JSON_NAME, "w") as stream:
            for piece in encoder.iterencode(data):
                stream.write(piece.encode())
        context = {"user": user, "sections": sections, "files": files, "written_at": written_at}
        bundle.writestr(HTML_NAME, render_to_string("privacy/readable_data.html", context))
    archive.seek(0)
    return archive


def _write_files(bundle: ZipFile, user: User) -> Iterator[dict[str, str]]:
    """Join the person's files while they fit. Yield the name of each, where it is, or why it is not there."""
    left = MAX_FILES_SIZE
    for kind in personal_data():
        for number, file in enumerate(kind.files(user), start=1):
            name = f"{FILES_FOLDER}/{kind.key}/{number}-{PurePosixPath(file.name or '').name}"
            try:
                if file.size > left:
                    yield {"file": str(file.name), "missing": _("too large for this archive: ask for it")}
                    continue
                left -= file.size
                _copy(file, bundle, name)
            except FileNotFoundError:
                yield {"file": str(file.name), "missing": _("the portal has lost this file")}
            else:
                yield {"file": str(file.name), "in_archive": name}


def _copy(file: FieldFile, bundle: ZipFile, name: str) -> None:
    with file.open("rb") as source, bundle.open(name, "w") as target:
        for chunk in source.chunks(CHUNK):
            target.write(chunk)
