"""The ZIP of a person's data: JSON for machines, one page of HTML for people, and their files.

Everything is written to a temporary file as it is read, so that the size of the data does not fill the
memory.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models.fields.files import FieldFile
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.common.personal_data import PersonalData, personal_data
from portal.quotas.limits import limited

JSON_NAME = "donnees.json"
HTML_NAME = "lisible.html"
FILES_FOLDER = "fichiers"
MAX_FILES_SIZE = 500 * 1024 * 1024  # bytes of files; what exceeds is named, not joined
IN_MEMORY = 5 * 1024 * 1024  # bytes of the archive before it goes to disk
CHUNK = 256 * 1024  # bytes


@dataclass(frozen=True)
class Section:
    """One kind of data as the page of HTML shows it."""

    key: str
    title: str | Promise
    why: str | Promise
    labels: list[str | Promise]
    rows: list[dict[str, Any]]

    def entries(self) -> Iterator[list[tuple[str | Promise, Any]]]:
        """Return each row as the labels and values that people read."""
        for row in self.rows:
            yield list(zip(self.labels, row.values(), strict=True))


@limited("archive", gettext_lazy("Archives of one’s data"), by="user")
def write_archive(*, user: User) -> IO[bytes]:
    """Return an open temporary file, at its beginning, that holds the ZIP. It goes when it is closed."""
    archive = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the caller closes it)
    kinds = personal_data()
    sections = [_section(kind, user) for kind in kinds]
    written_at = timezone.now()
    with ZipFile(archive, "w", ZIP_DEFLATED) as bundle:
        files = list(_write_files(bundle, kinds, user))
        data = {
            "written_at": written_at,
            **{section.key: section.rows for section in sections},
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


def _section(kind: PersonalData, user: User) -> Section:
    return Section(
        kind.key,
        kind.title,
        kind.why,
        [column.label for column in kind.labelled],
        list(kind.rows(user)),
    )


def _write_files(bundle: ZipFile, kinds: list[PersonalData], user: User) -> Iterator[dict[str, str]]:
    """Join the person's files while they fit. Yield the name of each, where it is, or why it is not there."""
    left = MAX_FILES_SIZE
    for kind in kinds:
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
