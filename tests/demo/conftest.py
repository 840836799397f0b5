"""A portal that holds the demonstration, loaded once for all the tests that read it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction
from pytest_django import DjangoDbBlocker

from portal.demo import loader
from portal.demo.content_files import Content
from portal.demo.facts import checked_content


@pytest.fixture(scope="session")
def content() -> Content:
    return checked_content()


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, content: Content
) -> Iterator[list[str]]:
    """The steps that the loader reported. All tests of a module share one transaction, taken back."""
    steps: list[str] = []
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            loader.load(content, steps.append)
            yield steps
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


def media_files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def all_rows() -> dict[str, int]:
    """How many rows each table holds."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}
