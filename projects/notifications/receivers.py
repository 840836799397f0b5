"""What is told when something happens: the signals of the plan and of participation become notifications.

They come on commit: what happened is done, and a failure to tell must not turn it into an error for who
did it. It is logged instead.
"""

import functools
import logging
from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.dispatch import Signal

from portal.accounts.models import User
from projects.models import ActionPage, ProgressEntry
from projects.participation.models import Comment, Volunteer
from projects.participation.signals import (
    agents_mentioned,
    comment_posted,
    official_answer_given,
    volunteer_joined,
)
from projects.services import action_progressed

from .enums import FollowKind, Kind
from .models import Follow
from .services import Fact, follow_along, notify

logger = logging.getLogger(__name__)

_receivers: list[tuple[Signal, Callable[..., None]]] = []


def tells(signal: Signal) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let a function tell what this signal says."""

    def register(tell: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(tell)
        def receive(sender: Any, signal: Signal, **arguments: Any) -> None:
            try:
                tell(**arguments)
            except Exception:  # what happened stays done: see the module
                logger.exception("Nobody was told: %s", tell.__name__)

        _receivers.append((signal, receive))
        return receive

    return register


def connect() -> None:
    for signal, receive in _receivers:
        signal.connect(receive, dispatch_uid=receive.__name__)


def _of_comment(comment: Comment) -> Fact:
    return Fact(
        f"comment:{comment.pk}", comment.pk, page=comment.page, comment=comment, at=comment.created_at
    )


@tells(comment_posted)
def tell_comment(comment: Comment) -> None:
    """Those who follow the conversation or the author, the lead person, and whoever is answered."""
    page = comment.page
    told = dict.fromkeys(Follow.objects.of(FollowKind.CONVERSATION, page.pk).agents(), Kind.COMMENT)
    told |= dict.fromkeys(Follow.objects.of(FollowKind.PERSON, comment.author_id).agents(), Kind.PERSON)
    leads = ActionPage._base_manager.filter(pk=page.pk, lead_person__isnull=False)
    told |= dict.fromkeys(leads.values_list("lead_person", flat=True), Kind.ON_MY_ACTION)
    if comment.parent is not None:
        told[comment.parent.author_id] = Kind.REPLY
    notify(fact=_of_comment(comment), told=told, actor=comment.author)
    follow_along(agent=comment.author, kind=FollowKind.CONVERSATION, key=page.pk)


@tells(agents_mentioned)
def tell_mentions(comment: Comment, agents: list[User]) -> None:
    """Those whom the comment names."""
    told = {agent.pk: Kind.MENTION for agent in agents}
    notify(fact=_of_comment(comment), told=told, actor=comment.author)


@tells(official_answer_given)
def tell_official_answer(comment: Comment) -> None:
    """Those who follow the conversation or the action, and whoever began the thread."""
    page = comment.page
    followers = Follow.objects.standing().filter(
        kind__in=(FollowKind.CONVERSATION, FollowKind.ACTION), page=page.pk
    )
    told = dict.fromkeys(followers.agents(), Kind.OFFICIAL_ANSWER)
    first = Comment.objects.filter(thread=comment.thread, parent__isnull=True).first()
    if first is not None:
        told[first.author_id] = Kind.ANSWERED_OFFICIALLY
    fact = Fact(
        f"official:{comment.pk}",
        comment.pk,
        page=page,
        comment=comment,
        at=comment.official_at,
        replaces=f"comment:{comment.pk}",
    )
    notify(fact=fact, told=told, actor=comment.author)


@tells(action_progressed)
def tell_progress(entry: ProgressEntry) -> None:
    """Those who follow the action or one of its themes."""
    action = entry.action
    themes = {action.theme_id, *action.other_themes.values_list("pk", flat=True)}
    followers = Follow.objects.standing().filter(
        Q(kind=FollowKind.ACTION, page=action.pk) | Q(kind=FollowKind.THEME, theme__in=themes)
    )
    fact = Fact(f"progress:{entry.pk}", entry.pk, page=action, at=entry.created_at)
    notify(fact=fact, told=dict.fromkeys(followers.agents(), Kind.PROGRESS), actor=entry.author)


@tells(volunteer_joined)
def tell_volunteer_joined(volunteer: Volunteer) -> None:
    """The lead person; and the volunteer follows the action from now on."""
    action = volunteer.action
    moment = volunteer.created_at
    fact = Fact(f"volunteer:{volunteer.pk}:{moment.timestamp():.0f}", volunteer.pk, page=action, at=moment)
    if action.lead_person_id is not None:
        notify(fact=fact, told={action.lead_person_id: Kind.VOLUNTEER_JOINED}, actor=volunteer.agent)
    follow_along(agent=volunteer.agent, kind=FollowKind.ACTION, key=action.pk)
