"""Named states of comments, to be chained."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from wagtail.models import Page

from portal.accounts.models import User

if TYPE_CHECKING:
    from ..models import Comment, Volunteer  # noqa: F401 (named as strings below)


class CommentQuerySet(models.QuerySet["Comment"]):
    def on_page(self, page: Page) -> Self:
        return self.filter(page=page.pk)

    def by(self, author: User) -> Self:
        """What a person wrote, newest first; what they deleted is gone for them."""
        return self.filter(author=author, deleted_at__isnull=True).order_by("-created_at", "-pk")

    def deleted_by(self, author: User) -> Self:
        """What a person wrote and deleted, with its pages."""
        return self.filter(author=author, deleted_at__isnull=False).select_related("page")

    def published(self) -> Self:
        """Neither deleted, removed nor masked: the text may be shown."""
        return self.filter(deleted_at__isnull=True, text_removed_at__isnull=True, moderation__isnull=True)

    def deleted_before(self, moment: datetime.datetime) -> Self:
        """Deleted by their author before this moment, never masked, with a text that is still kept."""
        return self.filter(deleted_at__lt=moment, moderation__isnull=True).exclude(text="")

    def with_state(self) -> Self:
        """With what tells whether the text may be shown, and to whom it belongs."""
        return self.select_related("author", "moderation")
