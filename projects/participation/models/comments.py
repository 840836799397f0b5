"""Comments and their earlier versions."""

import datetime
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.common.models import SubmittedOnce

from ..enums import MASKED, CommentKind, ModerationState, Remedy
from ..querysets import CommentQuerySet

MAX_DEPTH = 3  # levels of a thread


class Comment(SubmittedOnce):
    """What an agent wrote under a page.

    Moderation keeps the text, here or, withdrawn, in a `SealedText`. It is emptied some time after its
    author deleted the comment (`settings.RETENTION`), or at the departure of an author who asked for it.
    """

    page = models.ForeignKey(Page, models.CASCADE, related_name="portal_comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
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
    # `services.moderation` with the decision.
    moderation_state = models.CharField(
        max_length=20, choices=ModerationState, default=ModerationState.VISIBLE, editable=False
    )
    current_decision = models.ForeignKey(
        "participation.ModerationDecision",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    # Annotations of `CommentQuerySet.on_desk`.
    open_reports: int
    unread_reports: int
    appealed_at: datetime.datetime | None
    waiting_since: datetime.datetime
    # Annotation of `permissions.undecidable`.
    remedy: Remedy

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [
            models.Index(fields=["page", "created_at"], name="participation_comment_page"),
            models.Index(
                fields=["page", "created_at", "id"],
                condition=models.Q(parent__isnull=True),
                name="participation_comment_first",
            ),
            models.Index(fields=["thread", "created_at", "id"], name="participation_comment_thread"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["author", "submission"], name="participation_comment_once"),
            models.CheckConstraint(
                condition=models.Q(depth=1, parent__isnull=True)
                | models.Q(depth__range=(2, MAX_DEPTH), parent__isnull=False),
                name="participation_comment_depth",
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | models.Q(kind=""),
                name="participation_comment_kind",
                violation_error_message=_("An answer has no kind of its own."),
            ),
            models.UniqueConstraint(
                fields=["thread"],
                condition=models.Q(official_at__isnull=False),
                name="participation_comment_official",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author} · {self.created_at:%d/%m/%Y}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An answer joins the thread of the comment it answers."""
        if self._state.adding and self.parent is not None:
            self.thread = self.parent.thread
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Leads to it on its page, however long its thread."""
        return reverse("participation:comment", args=[self.pk])

    @property
    def anchor(self) -> str:
        """Its place on a page that shows it."""
        return f"#commentaire-{self.pk}"

    @property
    def is_masked(self) -> bool:
        """Whether moderation folded or withdrew it."""
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
        return f"{self.comment_id} · {self.replaced_at:%d/%m/%Y %H:%M}"
