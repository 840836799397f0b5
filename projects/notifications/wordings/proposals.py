"""What is said of proposals."""

from collections.abc import Callable, Collection

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from projects.proposals.enums import ProposalOutcome
from projects.proposals.models import ProposalAnswer, ProposalPage

from ..enums import Kind
from .base import Said, Wording, page_path

_ANSWERS = {
    ProposalOutcome.TAKEN_UP: _("The proposal is taken up: it becomes an action."),
    ProposalOutcome.JOINED: _("The proposal joins an action."),
    ProposalOutcome.NOT_TAKEN_UP: _("The proposal is not taken up."),
}


def _load(keys: Collection[int]) -> dict[int, ProposalPage]:
    return {one.pk: one for one in ProposalPage.objects.filter(pk__in=keys).select_related("author")}


def _saying(sentence: object) -> Callable[[ProposalPage], Said]:
    def say(proposal: ProposalPage) -> Said:
        return Said(str(sentence) % {"name": proposal.author}, page_path(proposal), proposal.why)

    return say


def _load_answers(keys: Collection[int]) -> dict[int, ProposalAnswer]:
    return {one.pk: one for one in ProposalAnswer.objects.filter(pk__in=keys).select_related("proposal")}


def _say_answer(answer: ProposalAnswer) -> Said:
    text = str(_ANSWERS[ProposalOutcome(answer.outcome)])
    return Said(text, page_path(answer.proposal), answer.reason)


def _count_proposals(count: int) -> str:
    return ngettext("%(count)s new proposal", "%(count)s new proposals", count) % {"count": count}


def _count_answers(count: int) -> str:
    words = ngettext("%(count)s answer to the proposal", "%(count)s answers to the proposal", count)
    return words % {"count": count}


_ANSWER = Wording(_load_answers, _say_answer, _count_answers)

WORDINGS = {
    Kind.PROPOSAL: Wording(_load, _saying(_("%(name)s proposes this action.")), _count_proposals),
    Kind.PROPOSAL_TO_ANSWER: Wording(
        _load,
        _saying(_("%(name)s proposes this action: the steering committee answers.")),
        _count_proposals,
    ),
    Kind.PROPOSAL_ANSWERED: _ANSWER,
    Kind.MY_PROPOSAL_ANSWERED: _ANSWER,
}
