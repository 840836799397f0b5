"""Verbs of a conversation: mentions, reactions, official answers."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.common.access import readers
from portal.quotas.limits import limited

from ..enums import ReactionKind
from ..errors import CommentGoneError
from ..mentions import mentioned_agents
from ..models import Comment, Mention, Reaction
from ..permissions import user_can_read_comment_text
from ..signals import agents_mentioned, official_answer_given


@transaction.atomic
def note_mentions(comment: Comment) -> None:
    """Make the mentions of a comment those of its text; tell who is newly mentioned and may read it."""
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
    told = list(readers(comment.page, User.objects.filter(pk__in=new)).order_by("pk")) if new else []
    if told:
        transaction.on_commit(lambda: agents_mentioned.send(Comment, comment=comment, agents=told))


@limited("reaction", gettext_lazy("Reactions"), by="agent", unless="created_at")
@transaction.atomic
def react(
    *, comment: Comment, agent: User, kind: ReactionKind | None, created_at: datetime.datetime | None = None
) -> None:
    """Make this the one reaction of an agent to a comment, or leave none. Asking again changes nothing.

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
    """Mark a comment as the official answer of its thread, in the place of an earlier one.

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
    transaction.on_commit(lambda: official_answer_given.send(Comment, comment=current))


@transaction.atomic
def take_official_answer_back(*, comment: Comment) -> None:
    """Let an official answer be a comment like the others."""
    Comment.objects.filter(pk=comment.pk).update(official_at=None)
