"""Verbs that change comments."""

import datetime
import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from portal.accounts.models import User
from portal.quotas.limits import limited

from ..enums import ModerationState
from ..errors import (
    AlreadyPostedError,
    CannotReplyError,
    EditingClosedError,
)
from ..mentions import count_possible_mentions
from ..models import MAX_DEPTH, Comment, CommentVersion
from ..permissions import user_can_edit_comment, user_can_read_comment_text
from ..signals import comment_deleted, comment_posted
from .conversation import note_mentions


@limited("comment", gettext_lazy("Comments"), by="author", unless="created_at")
@limited(
    "mention",
    gettext_lazy("Colleagues named in comments"),
    by="author",
    unless="created_at",
    times=lambda **asked: count_possible_mentions(asked["text"]),
)
@transaction.atomic
def post_comment(
    *,
    page: Page,
    author: User,
    text: str,
    parent: Comment | None = None,
    submission: uuid.UUID | None = None,
    kind: str = "",
    created_at: datetime.datetime | None = None,
) -> Comment:
    """Publish a comment, or return the one that this `submission` has already published.

    An answer to a comment of the last level joins that level, under the same parent. `answered` tells which
    comment it really answers. Raises `AlreadyPostedError` if the submission published another text,
    `CannotReplyError` if that comment was deleted or masked, and `ValidationError` if the text is empty or
    too long or the kind unknown. An answer has no kind of its own.
    """
    submission = submission or uuid.uuid4()
    if existing := _posted_by(author, submission, text):
        return existing
    answered = parent
    if parent is not None:
        if parent.page_id != page.pk or not user_can_read_comment_text(parent):
            raise CannotReplyError
        if parent.depth == MAX_DEPTH:
            parent = parent.parent
    comment = Comment(
        page_id=page.pk,
        author=author,
        parent=parent,
        answered=answered,
        depth=parent.depth + 1 if parent else 1,
        kind="" if parent else kind,
        text=text,
        submission=submission,
        created_at=created_at or timezone.now(),
    )
    comment.clean_fields(exclude=["page", "author", "parent", "answered"])
    try:
        with transaction.atomic():
            comment.save(force_insert=True)
    except IntegrityError:
        # The same form was sent twice at the same moment, and the other request came first.
        existing = _posted_by(author, submission, text)
        if existing is None:
            raise
        return existing
    transaction.on_commit(lambda: comment_posted.send(Comment, comment=comment))
    note_mentions(comment)
    return comment


def _posted_by(author: User, submission: uuid.UUID, text: str) -> Comment | None:
    existing = Comment.submitted(submission, author=author)
    if existing and existing.text != text:
        raise AlreadyPostedError
    return existing


@transaction.atomic
def edit_comment(*, comment: Comment, text: str) -> None:
    """Replace a comment's text and keep the earlier one. The same text changes nothing.

    An author whom moderation asked to rephrase has then done so. Raises `EditingClosedError` when its
    author may not edit it any more.
    """
    current = Comment.objects.select_for_update().get(pk=comment.pk)
    if not user_can_edit_comment(current.author, current):
        raise EditingClosedError
    if current.text == text:
        return
    now = timezone.now()
    CommentVersion.objects.create(comment=current, text=current.text, replaced_at=now)
    current.text = text
    current.edited_at = now
    current.clean_fields(exclude=["page", "author", "parent", "answered"])
    if current.moderation_state == ModerationState.REPHRASING:
        current.moderation_state = ModerationState.VISIBLE
    current.save(update_fields=["text", "edited_at", "moderation_state"])
    note_mentions(current)


@transaction.atomic
def delete_comment(*, comment: Comment, deleted_at: datetime.datetime | None = None) -> None:
    """Take a comment off its page; the row stays. Deleting it again keeps the first date."""
    Comment.objects.filter(pk=comment.pk, deleted_at__isnull=True).update(
        deleted_at=deleted_at or timezone.now()
    )
    comment_deleted.send(Comment, comment=comment)
