"""Notifications about comments."""

from collections.abc import Callable, Collection, Iterable

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
from .base import Event, Message, News, NotificationKind, counted


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
    return Event(
        f"official:{comment.pk}",
        comment.pk,
        page=comment.page,
        comment=comment,
        at=comment.official_at,
        actor=comment.author,
        replaces=f"comment:{comment.pk}",
    )


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


def _load(keys: Collection[int]) -> dict[int, Comment]:
    comments = Comment.objects.published().filter(pk__in=keys).select_related("author", "page")
    return {comment.pk: comment for comment in comments}


def _saying(sentence: Promise) -> Callable[[Comment], Message]:
    """Return a function that names the author in the sentence, and quotes the comment."""

    def say(comment: Comment) -> Message:
        return Message(str(sentence) % {"name": comment.author}, comment.get_absolute_url(), comment.text)

    return say


_POSTED = News(comment_posted, _event)
_OFFICIAL = News(official_answer_given, _official_event)
_commented = _saying(_("%(name)s commented."))
_answered_officially = _saying(_("%(name)s gave the official answer."))
_comments = counted(ngettext_lazy("%(count)s new comment", "%(count)s new comments", "count"))
_official_answers = counted(ngettext_lazy("%(count)s official answer", "%(count)s official answers", "count"))

COMMENT = register_kind(
    NotificationKind(
        name="comment",
        label=_("Comment in a conversation that I follow"),
        category=Category.CONVERSATIONS,
        notifies_on=(_POSTED,),
        recipients=_follow_conversation,
        load=_load,
        say=_commented,
        count=_comments,
    )
)
PERSON = register_kind(
    NotificationKind(
        name="person",
        label=_("Comment of a colleague whom I follow"),
        category=Category.CONVERSATIONS,
        notifies_on=(_POSTED,),
        recipients=_follow_author,
        load=_load,
        say=_commented,
        count=_comments,
    )
)
OFFICIAL_ANSWER = register_kind(
    NotificationKind(
        name="official_answer",
        label=_("Official answer"),
        category=Category.CONVERSATIONS,
        notifies_on=(_OFFICIAL,),
        recipients=_follow_page,
        load=_load,
        say=_answered_officially,
        count=_official_answers,
    )
)
ON_MY_ACTION = register_kind(
    NotificationKind(
        name="on_my_action",
        label=_("Comment on an action that I lead"),
        category=Category.DUTIES,
        notifies_on=(_POSTED,),
        recipients=_lead,
        load=_load,
        say=_commented,
        count=_comments,
    )
)
REPLY = register_kind(
    NotificationKind(
        name="reply",
        label=_("Answer to me"),
        category=Category.ANSWERS,
        notifies_on=(_POSTED,),
        recipients=_answered,
        load=_load,
        say=_saying(_("%(name)s answered you.")),
        count=counted(ngettext_lazy("%(count)s answer to you", "%(count)s answers to you", "count")),
    )
)
ANSWERED_OFFICIALLY = register_kind(
    NotificationKind(
        name="answered_officially",
        label=_("Official answer to me"),
        category=Category.ANSWERS,
        notifies_on=(_OFFICIAL,),
        recipients=_began_thread,
        load=_load,
        say=_answered_officially,
        count=_official_answers,
    )
)
MENTION = register_kind(
    NotificationKind(
        name="mention",
        label=_("Mention of me"),
        category=Category.ANSWERS,
        notifies_on=(News(agents_mentioned, _event),),
        recipients=_named,
        load=_load,
        say=_saying(_("%(name)s names you.")),
        count=counted(ngettext_lazy("%(count)s mention of you", "%(count)s mentions of you", "count")),
    )
)
