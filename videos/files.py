"""Files of films that nothing names any more."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import transaction
from wagtail.models import Revision

from videos.models import FilmPage

FILE_FIELDS = ("video", "poster", "captions")


def names_in_versions(film: FilmPage) -> set[str]:
    """Return the files that the film and the versions of its history name."""
    versions = Revision.objects.for_instance(film).values_list(*(f"content__{f}" for f in FILE_FIELDS))
    return {name for row in versions for name in row if name} | {
        str(file) for file in (film.video, film.poster, film.captions) if file
    }


def delete_unused(names: Iterable[str]) -> int:
    """Delete from the storage those of these files that no film and no version of a film names."""
    unused = set(names) - _named()
    for name in unused:
        default_storage.delete(name)
    return len(unused)


def erase_files(instance: FilmPage, **kwargs: Any) -> None:
    """Delete the files of a film that is gone with its history, without those that a copy shares."""
    names = names_in_versions(instance)
    transaction.on_commit(lambda: delete_unused(names))


def purge_unused_files(before: datetime.datetime) -> int:
    """Delete the files stored before this moment that no film and no version of a film names.

    Return their number.
    """
    if not default_storage.exists(FilmPage.FILES_FOLDER):
        return 0
    _folders, files = default_storage.listdir(FilmPage.FILES_FOLDER)
    names = [f"{FilmPage.FILES_FOLDER}/{file}" for file in files]
    return delete_unused(name for name in names if default_storage.get_modified_time(name) < before)


def _named() -> set[str]:
    films = FilmPage.objects.values_list(*FILE_FIELDS)
    versions = Revision.objects.filter(content_type=ContentType.objects.get_for_model(FilmPage)).values_list(
        *(f"content__{field}" for field in FILE_FIELDS)
    )
    return {name for rows in (films, versions) for row in rows for name in row if name}
