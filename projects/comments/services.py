"""Operations on comments: posting, editing, mentions, reactions, official answers.

`permissions` decides who may ask for them. Callers give dates only for facts recorded afterwards, such as
demonstration content.
"""

import datetime
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from portal.accounts.models import User
from portal.common.access import readers
from portal.common.errors import RefusalError
from portal.quotas.limits import limited

from .enums import ModerationState, ReactionKind
from .errors import CannotReplyError, CommentGoneError
from .mentions import count_possible_mentions, mentioned_agents
from .models import MAX_DEPTH, Comment, CommentVersion, Mention, Reaction
from .permissions import user_can_edit_comment, user_can_read_comment_text
from .signals import agents_mentioned, comment_deleted, comment_posted, official_answer_given

MENTIONS = gettext_lazy("Colleagues named in comments")


def _posted_by(
    *,
    submission: uuid.UUID | None,
    page: Page,
    author: User,
    text: str,
    parent: Comment | None,
    kind: str,
    **_: Any,
) -> Comment | None:
    return Comment.submitted(
        submission,
        whose={"author": author},
        page_id=page.pk,
        text=text,
        answered=parent,
        kind="" if parent else kind,
    )


@limited("comment", gettext_lazy("Comments"), by="author", unless="created_at", done=_posted_by)
@limited(
    "mention",
    MENTIONS,
    by="author",
    unless="created_at",
    done=_posted_by,
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

    A reply to a comment of the last level joins that level, under the same parent. `answered` then tells
    which comment it answers. A reply has no kind of its own.

    Raises `AlreadySentError` if the submission published another one. Raises `CannotReplyError` if the
    comment to answer was deleted or masked. Raises `ValidationError` if the text is empty or too long, or the
    kind unknown.
    """
    submission = submission or uuid.uuid4()
    asked = {"submission": submission, "page": page, "author": author, "text": text, "kind": kind}
    answered = parent
    if existing := _posted_by(parent=answered, **asked):
        return existing
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
        existing = _posted_by(parent=answered, **asked)
        if existing is None:
            raise
        return existing
    comment_posted.announce(comment=comment)
    note_mentions(comment)
    return comment


@limited(
    "mention",
    MENTIONS,
    by="comment.author",
    times=lambda **asked: len(_newly_mentioned(asked["comment"], asked["text"])),
)
@transaction.atomic
def edit_comment(*, comment: Comment, text: str) -> None:
    """Replace the text of a comment and keep the earlier version. The same text changes nothing.

    If moderation asked the author to rephrase the comment, that request is now met. Raises
    `RefusalError` if the author may no longer edit it.
    """
    current = Comment.objects.select_for_update().get(pk=comment.pk)
    if not user_can_edit_comment(current.author, current):
        raise RefusalError(
            _("This comment can no longer be edited. Copy your text into a new comment if you need to.")
        )
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
    """Delete a comment from its page and keep its row. Deleting it again keeps the first date."""
    Comment.objects.filter(pk=comment.pk, deleted_at__isnull=True).update(
        deleted_at=deleted_at or timezone.now()
    )
    comment_deleted.send(Comment, comment=comment)


def _newly_mentioned(comment: Comment, text: str) -> set[int]:
    """Return the keys of the agents whom this text mentions and the comment does not yet."""
    named = {agent.pk for agents in mentioned_agents(text).values() for agent in agents}
    return (
        named - set(comment.mentions.values_list("agent", flat=True)) - {comment.author_id}
        if named
        else named
    )


@transaction.atomic
def note_mentions(comment: Comment) -> None:
    """Update the mentions of a comment from its text. Notify newly mentioned agents who may read the page."""
    named = {
        agent.pk: (name, agent) for name, agents in mentioned_agents(comment.text).items() for agent in agents
    }
    known = dict(comment.mentions.values_list("agent", "written"))
    gone = [pk for pk, name in known.items() if pk not in named or named[pk][0] != name]
    comment.mentions.filter(agent__in=gone).delete()
    Mention.objects.bulk_create(
        [
            Mention(comment=comment, agent=agent, written=name, created_at=comment.created_at)
            for pk, (name, agent) in named.items()
            if known.get(pk) != name
        ],
        ignore_conflicts=True,
    )
    new = named.keys() - known.keys() - {comment.author_id}
    recipients = list(readers(comment.page, User.objects.filter(pk__in=new)).order_by("pk")) if new else []
    if recipients:
        agents_mentioned.announce(comment=comment, agents=recipients)


@limited("reaction", gettext_lazy("Reactions"), by="agent", unless="created_at")
@transaction.atomic
def react(
    *, comment: Comment, agent: User, kind: ReactionKind | None, created_at: datetime.datetime | None = None
) -> None:
    """Set or remove an agent's one reaction to a comment. Asking again changes nothing.

    Raises `CommentGoneError` if the comment was deleted or masked.
    """
    current = Comment.objects.with_state().get(pk=comment.pk)
    if not user_can_read_comment_text(current):
        raise CommentGoneError
    if kind is None:
        Reaction.objects.filter(comment=current, agent=agent).delete()
        return
    # One statement: of two clicks at the same moment, the second changes what the first wrote.
    Reaction.objects.bulk_create(
        [Reaction(comment=current, agent=agent, kind=kind, created_at=created_at or timezone.now())],
        update_conflicts=True,
        unique_fields=["comment", "agent"],
        update_fields=["kind", "created_at"],
    )


@transaction.atomic
def give_official_answer(*, comment: Comment, given_at: datetime.datetime | None = None) -> None:
    """Mark a comment as the official answer of its thread. It replaces an earlier one.

    Marking it again keeps the first date. Raises `CommentGoneError` if it was deleted or masked.
    """
    # The first comment of the thread is the lock of its official answer.
    list(Comment.objects.select_for_update().filter(thread=comment.thread, parent__isnull=True))
    current = Comment.objects.with_state().get(pk=comment.pk)
    if not user_can_read_comment_text(current):
        raise CommentGoneError
    if current.official_at is not None:
        return
    Comment.objects.filter(thread=current.thread, official_at__isnull=False).update(official_at=None)
    current.official_at = given_at or timezone.now()
    current.save(update_fields=["official_at"])
    official_answer_given.announce(comment=current)


@transaction.atomic
def take_official_answer_back(*, comment: Comment) -> None:
    """Remove the mark of the official answer."""
    Comment.objects.filter(pk=comment.pk).update(official_at=None)
