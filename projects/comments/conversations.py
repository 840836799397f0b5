"""Which version of the comments of a page stands.

What is kept of them for readers (`threads`) is made again once it changes.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from wagtail.models import Page

from portal.common.prepared import PreparedQuery


class Conversation(models.Model):
    """The comments of one page. Each change of what they show replaces the version, in its transaction."""

    page = models.OneToOneField(Page, models.CASCADE, primary_key=True, related_name="+")
    version = models.UUIDField(default=uuid.uuid4)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.page_id} · {self.version}"


_VERSION = PreparedQuery(lambda page: Conversation.objects.filter(pk=page).values_list("version"))


def conversation_version(page: Page) -> object:
    """Return the version of the comments of a page as the database gives it, or None if nobody wrote one."""
    return next((version for [version] in _VERSION(page.pk)), None)


def conversations_changed(pages: Iterable[int]) -> None:
    """Give the comments of these pages a new version."""
    changed = [Conversation(page_id=pk) for pk in sorted(set(pages))]
    Conversation.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["page"], update_fields=["version"]
    )


class ShownQuerySet(models.QuerySet[Any]):
    """Rows that the comments of a page show. Writing many at once changes these comments, too."""

    path_to_page = "page_id"

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        with transaction.atomic():
            made = super().bulk_create(list(objs), *args, **kwargs)
            conversations_changed(row.shown_on for row in made)
        return made

    def update(self, **values: Any) -> int:
        with transaction.atomic():
            pages = self._pages()
            count = super().update(**values)
            conversations_changed(pages)
        return count

    def delete(self) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            pages = self._pages()
            deleted = super().delete()
            conversations_changed(pages)
        return deleted

    delete.queryset_only = True  # type: ignore[attr-defined]  # as in Django: no manager deletes all its rows

    def _pages(self) -> list[int]:
        return list(self.order_by().values_list(self.path_to_page, flat=True).distinct())


class ShownOfCommentQuerySet(ShownQuerySet):
    """Rows that belong to a comment."""

    path_to_page = "comment__page_id"


class Shown(models.Model):
    """A row that the comments of a page show: writing it changes them."""

    class Meta:
        abstract = True

    @property
    def shown_on(self) -> int:
        """The key of the page."""
        raise NotImplementedError

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        conversations_changed([self.shown_on])

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)
        conversations_changed([self.shown_on])
        return deleted
