"""Rows that pages show, written many at once."""

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction

from .content import UNSHOWN, content_changed


class ContentQuerySet(models.QuerySet[Any]):
    """Rows of a model that pages show. Writing many at once, which sends no signal, changes the content."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        with transaction.atomic():
            made = super().bulk_create(objs, *args, **kwargs)
            if made:
                content_changed()
        return made

    def update(self, **values: Any) -> int:
        with transaction.atomic():
            count = super().update(**values)
            if count and not values.keys() <= UNSHOWN:
                content_changed()
        return count
