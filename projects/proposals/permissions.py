"""Who may do what with proposals.

Everyone who reads the list may propose, and may support other people's proposals.
"""

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.requests import AgentRequest
from portal.common.access import viewable

from .models import ProposalIndexPage, ProposalPage


def user_can_correct_proposal(user: User, proposal: ProposalPage) -> bool:
    """Return True for the author, while the proposal is recent and has no answer."""
    return (
        proposal.author_id == user.pk
        and timezone.now() - proposal.created_at < settings.LIMITS["proposal_correction"]
        and not proposal.answers.exists()
    )


def user_can_answer_proposals(user: User) -> bool:
    """Return True for the steering committee and administrators."""
    return user.is_administrator or user.has_perm("proposals.add_proposalanswer")


def readable_proposal_index(request: AgentRequest, pk: int) -> ProposalIndexPage:
    """Return a list of proposals that the user may read. Raise 404 otherwise."""
    return get_object_or_404(viewable(ProposalIndexPage.objects.all(), request), pk=pk)


def readable_proposal(request: AgentRequest, pk: int) -> ProposalPage:
    """Return a proposal that the user may read, with its people. Raise 404 otherwise."""
    return get_object_or_404(viewable(ProposalPage.objects.with_people(), request), pk=pk)
