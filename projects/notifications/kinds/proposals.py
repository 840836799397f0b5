"""Notifications about proposals."""

from collections.abc import Iterable
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from portal.accounts.models import User
from portal.accounts.rights import holds
from projects.proposals.enums import ProposalOutcome
from projects.proposals.models import ProposalAnswer, ProposalPage
from projects.proposals.signals import proposal_answered, proposal_posted

from ..enums import Category, FollowKind
from ..models import Follow
from ..services.notifying import register_kind
from .base import Event, Message, NotificationKind, Trigger, name_of, page_path

_OUTCOMES = {
    ProposalOutcome.TAKEN_UP: _("The proposal is taken up: it becomes an action."),
    ProposalOutcome.JOINED: _("The proposal joins an action."),
    ProposalOutcome.NOT_TAKEN_UP: _("The proposal is not taken up."),
}


def _event(proposal: ProposalPage) -> Event:
    key = f"proposal:{proposal.pk}"
    return Event(key, proposal.pk, page=proposal, at=proposal.created_at, actor=proposal.author)


def _answer_event(proposal: ProposalPage) -> Event | None:
    answer = proposal.answers.select_related("author").order_by("given_at", "pk").last()
    if answer is None:
        return None
    key = f"proposal-answer:{answer.pk}"
    return Event(key, answer.pk, page=proposal, at=answer.given_at, actor=answer.author)


def _follow_theme(proposal: ProposalPage) -> set[int]:
    return Follow.objects.of(FollowKind.THEME, proposal.theme_id).agents()


def _committee(proposal: ProposalPage) -> Iterable[int]:
    members = User.objects.filter(holds("proposals.add_proposalanswer"), is_active=True)
    return members.values_list("pk", flat=True)


def _support_or_follow(proposal: ProposalPage) -> Iterable[int]:
    """Return the supporters of the proposal, and the followers of its conversation or theme."""
    supporters = set(proposal.supports.values_list("agent", flat=True))
    conversation = Follow.objects.of(FollowKind.CONVERSATION, proposal.pk).agents()
    return supporters | conversation | _follow_theme(proposal)


def _author(proposal: ProposalPage) -> Iterable[int]:
    return [proposal.author_id] if proposal.author_id is not None else []


def _say(sentence: Promise, proposal: ProposalPage) -> Message:
    return Message(str(sentence) % {"name": proposal.author}, page_path(proposal), proposal.why)


def _say_answer(answer: ProposalAnswer) -> Message:
    text = str(_OUTCOMES[ProposalOutcome(answer.outcome)])
    return Message(text, page_path(answer.proposal), answer.reason)


_PROPOSALS = ProposalPage.objects.select_related("author").only("why", "url_path", *name_of("author")).all
_ANSWERS = (
    ProposalAnswer.objects.select_related("proposal").only("outcome", "reason", "proposal__url_path").all
)
_POSTED = Trigger(proposal_posted, _event)
_ANSWERED = Trigger(proposal_answered, _answer_event)
_proposals = ngettext_lazy("%(count)s new proposal", "%(count)s new proposals", "count")
_answers = ngettext_lazy("%(count)s answer to the proposal", "%(count)s answers to the proposal", "count")

register_kind(
    NotificationKind(
        name="proposal",
        label=_("New proposal"),
        category=Category.ACTIONS,
        notifies_on=(_POSTED,),
        recipients=_follow_theme,
        objects=_PROPOSALS,
        say=partial(_say, _("%(name)s proposes this action.")),
        counted=_proposals,
    )
)
register_kind(
    NotificationKind(
        name="proposal_to_answer",
        label=_("Proposal that the committee answers"),
        category=Category.DUTIES,
        notifies_on=(_POSTED,),
        recipients=_committee,
        objects=_PROPOSALS,
        say=partial(_say, _("%(name)s proposes this action: the steering committee answers.")),
        counted=_proposals,
    )
)
register_kind(
    NotificationKind(
        name="proposal_answered",
        label=_("Answer to a proposal that I follow"),
        category=Category.ACTIONS,
        notifies_on=(_ANSWERED,),
        recipients=_support_or_follow,
        objects=_ANSWERS,
        say=_say_answer,
        counted=_answers,
    )
)
register_kind(
    NotificationKind(
        name="my_proposal_answered",
        label=_("Answer to my proposal"),
        category=Category.ANSWERS,
        notifies_on=(_ANSWERED,),
        recipients=_author,
        objects=_ANSWERS,
        say=_say_answer,
        counted=_answers,
    )
)
