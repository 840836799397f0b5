"""A deleted film takes its files with it."""

from typing import Any

from django.db import transaction
from django.db.models.signals import pre_delete

from videos.files import delete_unused, names_in_versions
from videos.models import FilmPage


def erase_files(instance: FilmPage, **kwargs: Any) -> None:
    """Delete the files of a film that is gone with its history, without those that a copy shares."""
    names = names_in_versions(instance)
    transaction.on_commit(lambda: delete_unused(names))


def connect() -> None:
    pre_delete.connect(erase_files, sender=FilmPage)
