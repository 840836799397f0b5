"""Named states of comments, which can be chained."""

import datetime
from typing import Self

from django.db import models
from wagtail.models import Page

from portal.accounts.models import User

from .conversations import ShownQuerySet
from .enums import MASKED


def is_published(comment: str = "") -> models.Q:
    """Return the condition that the text of a comment is shown: not deleted, not removed, not masked.

    `comment` names the relation from the rows filtered to their comment; by default they are comments.
    """
    prefix = f"{comment}__" if comment else ""
    kept = {f"{prefix}deleted_at__isnull": True, f"{prefix}text_removed_at__isnull": True}
    return models.Q(**kept) & ~models.Q(**{f"{prefix}moderation_state__in": MASKED})


def leaves_a_trace() -> models.Q:
    """Return the condition that a comment is shown, or what moderation left of it."""
    return models.Q(deleted_at__isnull=True) | models.Q(moderation_state__in=MASKED)


class CommentQuerySet(ShownQuerySet):
    """Comments in the states that pages and moderation ask for."""

    def on_page(self, page: Page) -> Self:
        return self.filter(page=page.pk)

    def by(self, author: User) -> Self:
        """Return what a person wrote and did not delete, the newest first."""
        return self.filter(author=author, deleted_at__isnull=True).order_by("-created_at", "-pk")

    def deleted_by(self, author: User) -> Self:
        """Return what a person wrote and deleted, with its pages."""
        return self.filter(author=author, deleted_at__isnull=False).select_related("page")

    def published(self) -> Self:
        """Return the comments whose text is shown: not deleted, not removed, not masked."""
        return self.filter(is_published())

    def deleted_before(self, moment: datetime.datetime) -> Self:
        """Return comments deleted by their author before this moment whose text is still kept.

        Masked comments are left out.
        """
        return self.filter(deleted_at__lt=moment).exclude(text="").exclude(moderation_state__in=MASKED)

    def answers(self) -> Self:
        return self.filter(parent__isnull=False)

    def leaving_a_trace(self) -> Self:
        """Return all comments except those deleted by their authors. Masked comments count."""
        return self.filter(leaves_a_trace())

    def after(self, comment_id: int) -> Self:
        """Return the comments posted after this one."""
        moment = models.Subquery(self.model._default_manager.filter(pk=comment_id).values("created_at"))
        return self.filter(models.Q(created_at__gt=moment) | models.Q(created_at=moment, pk__gt=comment_id))

    def before(self, comment_id: int) -> Self:
        """Return the comments posted before this one."""
        moment = models.Subquery(self.model._default_manager.filter(pk=comment_id).values("created_at"))
        return self.filter(models.Q(created_at__lt=moment) | models.Q(created_at=moment, pk__lt=comment_id))

    def with_state(self) -> Self:
        """Load what tells whether the text is shown and whose it is."""
        return self.select_related("author")
