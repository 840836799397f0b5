"""Named states of comments, to be chained."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from wagtail.models import Page

from portal.accounts.models import User

from ..enums import MASKED

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

    def with_moderation(self) -> Self:
        """With the last decision, its rule and the appeal against it."""
        return self.select_related("current_decision__rule", "current_decision__appeal")

    def on_desk(self) -> Self:
        """What waits for a moderator or for the committee, the longest wait first.

        With `open_reports`, `unread_reports`, `appealed_at` and `waiting_since`.
        """
        is_open = models.Q(reports__isnull=False, reports__closed_by__isnull=True)
        comments = self.model._default_manager.order_by().values("pk")
        reported = comments.filter(is_open)
        contested = comments.filter(current_decision__appeal__isnull=False)
        return (
            # The few that wait are found first: what follows costs too much to be asked of every comment.
            self.filter(pk__in=reported.union(contested))
            .filter(deleted_at__isnull=True, text_removed_at__isnull=True)
            .annotate(
                open_reports=models.Count("reports", filter=is_open),
                unread_reports=models.Count("reports", filter=is_open & models.Q(reports__read_at=None)),
                appealed_at=models.F("current_decision__appeal__lodged_at"),
                waiting_since=models.functions.Coalesce(
                    models.Min("reports__created_at", filter=is_open), "current_decision__appeal__lodged_at"
                ),
            )
            .order_by("waiting_since", "pk")
        )

    def unread(self) -> Self:
        """Of those `on_desk`, what nobody has looked at."""
        return self.filter(models.Q(unread_reports__gt=0))

    def with_parties(self) -> Self:
        """Whom a decision about the text may not be left to, by key, 0 for nobody.

        `answered_party` wrote the comment that it answers, `thread_party` began the thread. `first_moderator`
        took the decision that an appeal contests. With the author, these are all: nothing that somebody
        writes, names or deletes afterwards adds or frees anybody.
        """
        begun = self.model._default_manager.filter(thread=models.OuterRef("thread"), parent__isnull=True)
        contested = models.When(current_decision__appeal__isnull=False, then="current_decision__moderator")
        nobody = models.Value(0)
        key = models.BigIntegerField()
        return self.alias(
            answered_party=models.functions.Coalesce(
                "answered__author", "parent__author", nobody, output_field=key
            ),
            thread_party=models.Subquery(begun.order_by().values("author")[:1]),
            first_moderator=models.Case(contested, default=nobody, output_field=key),
        )
