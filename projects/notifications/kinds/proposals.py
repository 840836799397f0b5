"""Notifications about proposals."""

from collections.abc import Callable, Collection, Iterable

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
from .base import Event, Message, News, NotificationKind, counted, page_path

_OUTCOMES = {
    ProposalOutcome.TAKEN_UP: _("The proposal is taken up: it becomes an action."),
    ProposalOutcome.JOINED: _("The proposal joins an action."),
    ProposalOutcome.NOT_TAKEN_UP: _("The proposal is not taken up."),
}


def _event(proposal: ProposalPage) -> Event:
    return Event(
        f"proposal:{proposal.pk}",
        proposal.pk,
        page=proposal,
        at=proposal.created_at,
        actor=proposal.author,
    )


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


def _load(keys: Collection[int]) -> dict[int, ProposalPage]:
    return {one.pk: one for one in ProposalPage.objects.filter(pk__in=keys).select_related("author")}


def _load_answers(keys: Collection[int]) -> dict[int, ProposalAnswer]:
    return {one.pk: one for one in ProposalAnswer.objects.filter(pk__in=keys).select_related("proposal")}


def _saying(sentence: Promise) -> Callable[[ProposalPage], Message]:
    def say(proposal: ProposalPage) -> Message:
        return Message(str(sentence) % {"name": proposal.author}, page_path(proposal), proposal.why)

    return say


def _say_answer(answer: ProposalAnswer) -> Message:
    text = str(_OUTCOMES[ProposalOutcome(answer.outcome)])
    return Message(text, page_path(answer.proposal), answer.reason)


_POSTED = News(proposal_posted, _event)
_ANSWERED = News(proposal_answered, _answer_event)
_proposals = counted(ngettext_lazy("%(count)s new proposal", "%(count)s new proposals", "count"))
_answers = counted(
    ngettext_lazy("%(count)s answer to the proposal", "%(count)s answers to the proposal", "count")
)

PROPOSAL = register_kind(
    NotificationKind(
        name="proposal",
        label=_("New proposal"),
        category=Category.ACTIONS,
        notifies_on=(_POSTED,),
        recipients=_follow_theme,
        load=_load,
        say=_saying(_("%(name)s proposes this action.")),
        count=_proposals,
    )
)
PROPOSAL_TO_ANSWER = register_kind(
    NotificationKind(
        name="proposal_to_answer",
        label=_("Proposal that the committee answers"),
        category=Category.DUTIES,
        notifies_on=(_POSTED,),
        recipients=_committee,
        load=_load,
        say=_saying(_("%(name)s proposes this action: the steering committee answers.")),
        count=_proposals,
    )
)
PROPOSAL_ANSWERED = register_kind(
    NotificationKind(
        name="proposal_answered",
        label=_("Answer to a proposal that I follow"),
        category=Category.ACTIONS,
        notifies_on=(_ANSWERED,),
        recipients=_support_or_follow,
        load=_load_answers,
        say=_say_answer,
        count=_answers,
    )
)
MY_PROPOSAL_ANSWERED = register_kind(
    NotificationKind(
        name="my_proposal_answered",
        label=_("Answer to my proposal"),
        category=Category.ANSWERS,
        notifies_on=(_ANSWERED,),
        recipients=_author,
        load=_load_answers,
        say=_say_answer,
        count=_answers,
    )
)
