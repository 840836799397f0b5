"""Notifications about comments."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from portal.accounts.models import User
from projects.comments.models import Comment
from projects.comments.signals import agents_mentioned, comment_posted, official_answer_given
from projects.models import ActionPage

from ..enums import Category, FollowKind
from ..models import Follow
from ..services.notifying import register_kind
from .base import Event, Message, NotificationKind, Trigger, name_of


def _event(comment: Comment, **_others: object) -> Event:
    return Event(
        f"comment:{comment.pk}",
        comment.pk,
        page=comment.page,
        comment=comment,
        at=comment.created_at,
        actor=comment.author,
    )


def _official_event(comment: Comment) -> Event:
    posted = _event(comment)
    return replace(posted, key=f"official:{comment.pk}", at=comment.official_at, replaces=posted.key)


def _follow_conversation(comment: Comment) -> Iterable[int]:
    return Follow.objects.of(FollowKind.CONVERSATION, comment.page_id).agents()


def _follow_author(comment: Comment) -> Iterable[int]:
    return Follow.objects.of(FollowKind.PERSON, comment.author_id).agents()


def _follow_page(comment: Comment) -> Iterable[int]:
    """Return the followers of the conversation or of the action."""
    kinds = (FollowKind.CONVERSATION, FollowKind.ACTION)
    return Follow.objects.standing().filter(kind__in=kinds, page=comment.page_id).agents()


def _lead(comment: Comment) -> Iterable[int]:
    actions = ActionPage._base_manager.filter(pk=comment.page_id, lead_person__isnull=False)
    return actions.values_list("lead_person", flat=True)


def _answered(comment: Comment) -> Iterable[int]:
    return [comment.answered.author_id] if comment.answered is not None else []


def _began_thread(comment: Comment) -> Iterable[int]:
    first = Comment.objects.filter(thread=comment.thread, parent__isnull=True).first()
    return [first.author_id] if first is not None else []


def _named(comment: Comment, agents: list[User]) -> Iterable[int]:
    return [agent.pk for agent in agents]


def _say(sentence: Promise, comment: Comment) -> Message:
    """Name the author in the sentence, and quote the comment."""
    return Message(str(sentence) % {"name": comment.author}, comment.get_absolute_url(), comment.text)


_COMMENTS = Comment.objects.published().select_related("author").only("text", *name_of("author")).all
_POSTED = Trigger(comment_posted, _event)
_OFFICIAL = Trigger(official_answer_given, _official_event)
_commented = partial(_say, _("%(name)s commented."))
_answered_officially = partial(_say, _("%(name)s gave the official answer."))
_comments = ngettext_lazy("%(count)s new comment", "%(count)s new comments", "count")
_official_answers = ngettext_lazy("%(count)s official answer", "%(count)s official answers", "count")

register_kind(
    NotificationKind(
        name="comment",
        label=_("Comment in a conversation that I follow"),
        category=Category.CONVERSATIONS,
        notifies_on=(_POSTED,),
        recipients=_follow_conversation,
        objects=_COMMENTS,
        say=_commented,
        counted=_comments,
    )
)
PERSON = register_kind(
    NotificationKind(
        name="person",
        label=_("Comment of a colleague whom I follow"),
        category=Category.CONVERSATIONS,
        notifies_on=(_POSTED,),
        recipients=_follow_author,
        objects=_COMMENTS,
        say=_commented,
        counted=_comments,
    )
)
register_kind(
    NotificationKind(
        name="official_answer",
        label=_("Official answer"),
        category=Category.CONVERSATIONS,
        notifies_on=(_OFFICIAL,),
        recipients=_follow_page,
        objects=_COMMENTS,
        say=_answered_officially,
        counted=_official_answers,
    )
)
register_kind(
    NotificationKind(
        name="on_my_action",
        label=_("Comment on an action that I lead"),
        category=Category.DUTIES,
        notifies_on=(_POSTED,),
        recipients=_lead,
        objects=_COMMENTS,
        say=_commented,
        counted=_comments,
    )
)
register_kind(
    NotificationKind(
        name="reply",
        label=_("Answer to me"),
        category=Category.ANSWERS,
        notifies_on=(_POSTED,),
        recipients=_answered,
        objects=_COMMENTS,
        say=partial(_say, _("%(name)s answered you.")),
        counted=ngettext_lazy("%(count)s answer to you", "%(count)s answers to you", "count"),
    )
)
register_kind(
    NotificationKind(
        name="answered_officially",
        label=_("Official answer to me"),
        category=Category.ANSWERS,
        notifies_on=(_OFFICIAL,),
        recipients=_began_thread,
        objects=_COMMENTS,
        say=_answered_officially,
        counted=_official_answers,
    )
)
register_kind(
    NotificationKind(
        name="mention",
        label=_("Mention of me"),
        category=Category.ANSWERS,
        notifies_on=(Trigger(agents_mentioned, _event),),
        recipients=_named,
        objects=_COMMENTS,
        say=partial(_say, _("%(name)s names you.")),
        counted=ngettext_lazy("%(count)s mention of you", "%(count)s mentions of you", "count"),
    )
)
