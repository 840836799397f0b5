"""Named states of comments, to be chained."""

import datetime
from typing import Any, Self

from django.db import models
from wagtail.models import Page

from portal.accounts.models import User

from .enums import MASKED


class CommentQuerySet(models.QuerySet[Any]):
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
        return self.filter(deleted_at__isnull=True, text_removed_at__isnull=True).exclude(
            moderation_state__in=MASKED
        )

    def deleted_before(self, moment: datetime.datetime) -> Self:
        """Deleted by their author before this moment, never masked, with a text that is still kept."""
        return self.filter(deleted_at__lt=moment).exclude(text="").exclude(moderation_state__in=MASKED)

    def first_level(self) -> Self:
        return self.filter(parent__isnull=True)

    def answers(self) -> Self:
        return self.filter(parent__isnull=False)

    def leaving_a_trace(self) -> Self:
        """All but those that their authors deleted: a text, or what moderation says of it."""
        return self.filter(models.Q(deleted_at__isnull=True) | models.Q(moderation_state__in=MASKED))

    def after(self, comment_id: int) -> Self:
        """Posted after this comment."""
        moment = models.Subquery(self.model._default_manager.filter(pk=comment_id).values("created_at"))
        return self.filter(models.Q(created_at__gt=moment) | models.Q(created_at=moment, pk__gt=comment_id))

    def before(self, comment_id: int) -> Self:
        """Posted before this comment."""
        moment = models.Subquery(self.model._default_manager.filter(pk=comment_id).values("created_at"))
        return self.filter(models.Q(created_at__lt=moment) | models.Q(created_at=moment, pk__lt=comment_id))

    def with_state(self) -> Self:
        """With what tells whether the text may be shown, and to whom it belongs."""
        return self.select_related("author")
