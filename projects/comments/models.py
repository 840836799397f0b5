"""Comments, their earlier versions, and what other agents add to them: mentions and reactions."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.common.display import format_date, format_datetime
from portal.common.models import SubmittedOnce

from .conversations import Shown, ShownOfCommentQuerySet
from .enums import MASKED, CommentKind, ModerationState, ReactionKind
from .querysets import CommentQuerySet

MAX_DEPTH = 3  # levels of a thread


class Comment(Shown, SubmittedOnce):
    """What an agent wrote under a page.

    Moderation keeps the text here, or in a `SealedText` once it is withdrawn. The text is erased some time
    after its author deleted the comment (`settings.RETENTION`). It is also erased when an author who asked
    for it leaves.
    """

    page = models.ForeignKey(Page, models.CASCADE, related_name="portal_comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replies", db_index=False
    )
    # What its author answered: below the last level, not its parent. Unknown of the oldest comments.
    answered = models.ForeignKey("self", models.SET_NULL, null=True, editable=False, related_name="+")
    depth = models.PositiveSmallIntegerField(default=1)
    thread = models.UUIDField(
        default=uuid.uuid4,
        editable=False,
        help_text=_("Shared by a comment of the first level and its answers."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=CommentKind, blank=True)
    text = models.TextField(_("comment"), max_length=5000)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    official_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("When its author marked it as the official answer."),
    )
    text_removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # What the last decision made of it, kept here so that a thread costs one query; written by
    # `projects.moderation` with the decision.
    moderation_state = models.CharField(
        max_length=20, choices=ModerationState, default=ModerationState.VISIBLE, editable=False
    )
    current_decision = models.ForeignKey(
        "moderation.ModerationDecision",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [
            models.Index(fields=["page", "created_at"], name="comments_page"),
            models.Index(
                fields=["page", "created_at", "id"],
                condition=models.Q(parent__isnull=True),
                name="comments_first",
            ),
            models.Index(fields=["thread", "created_at", "id"], name="comments_thread"),
            # Without the first comments of threads: SQLite would read them all for those of a page.
            models.Index(
                fields=["parent"], condition=models.Q(parent__isnull=False), name="comments_answers"
            ),
            models.Index(
                fields=["author", "created_at", "id"],
                condition=models.Q(deleted_at__isnull=True),
                name="comments_of_author",
            ),
            models.Index(
                fields=["page"], condition=models.Q(official_at__isnull=False), name="comments_official_page"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["author", "submission"], name="comments_once"),
            models.CheckConstraint(
                condition=models.Q(depth=1, parent__isnull=True)
                | models.Q(depth__range=(2, MAX_DEPTH), parent__isnull=False),
                name="comments_depth",
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | models.Q(kind=""),
                name="comments_kind",
                violation_error_message=_("An answer has no kind of its own."),
            ),
            models.UniqueConstraint(
                fields=["thread"],
                condition=models.Q(official_at__isnull=False),
                name="comments_official",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author} · {format_date(self.created_at)}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the comment. A reply joins the thread of the comment that it answers."""
        if self._state.adding and self.parent is not None:
            self.thread = self.parent.thread
        super().save(*args, **kwargs)

    @property
    def shown_on(self) -> int:
        return self.page_id

    def get_absolute_url(self) -> str:
        """Return the address that leads to the comment on its page, however long its thread is."""
        return reverse("comments:comment", args=[self.pk])

    @property
    def anchor(self) -> str:
        """The anchor of the comment on a page that shows it."""
        return f"#commentaire-{self.pk}"

    @property
    def is_masked(self) -> bool:
        """True if moderation folded or withdrew the comment."""
        return self.moderation_state in MASKED


class CommentVersion(models.Model):
    """The text of a comment before it was edited."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="versions")
    text = models.TextField()
    replaced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["replaced_at"]
        verbose_name = _("earlier version of a comment")
        verbose_name_plural = _("earlier versions of a comment")

    def __str__(self) -> str:
        return f"{self.comment_id} · {format_datetime(self.replaced_at)}"


class Mention(Shown):
    """An agent whom a comment mentions after an @."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="mentions")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentions")
    # The name as the text has it, whatever the agent is called since.
    written = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ShownOfCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [
            models.UniqueConstraint(fields=["comment", "agent"], name="comments_mention_once"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} · {self.agent_id}"

    @property
    def shown_on(self) -> int:
        return self.comment.page_id


class Reaction(Shown):
    """The one reaction of an agent to a comment. Totals are counted from these rows."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reactions")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reactions")
    kind = models.CharField(_("reaction"), max_length=20, choices=ReactionKind)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ShownOfCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints = [
            models.UniqueConstraint(fields=["comment", "agent"], name="comments_reaction_once"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} · {self.kind}"

    @property
    def shown_on(self) -> int:
        return self.comment.page_id
