"""What is told of proposals."""

from portal.accounts.models import User
from portal.accounts.rights import holds
from projects.proposals.models import ProposalPage
from projects.proposals.signals import proposal_answered, proposal_posted

from ..enums import FollowKind, Kind
from ..models import Follow
from ..services import Fact, follow_along, notify
from .base import tells


@tells(proposal_posted)
def tell_proposal(proposal: ProposalPage) -> None:
    """The steering committee, which answers it, and who follows its theme; its author follows it."""
    committee = User.objects.filter(holds("proposals.add_proposalanswer"), is_active=True)
    told = dict.fromkeys(Follow.objects.of(FollowKind.THEME, proposal.theme_id).agents(), Kind.PROPOSAL)
    told |= dict.fromkeys(committee.values_list("pk", flat=True), Kind.PROPOSAL_TO_ANSWER)
    fact = Fact(f"proposal:{proposal.pk}", proposal.pk, page=proposal, at=proposal.created_at)
    notify(fact=fact, told=told, actor=proposal.author)
    follow_along(agent=proposal.author, kind=FollowKind.CONVERSATION, key=proposal.pk)


@tells(proposal_answered)
def tell_proposal_answered(proposal: ProposalPage) -> None:
    """Its author, those who support it, and who follows its conversation or its theme."""
    answer = proposal.answers.select_related("author").order_by("given_at", "pk").last()
    if answer is None:
        return
    told = dict.fromkeys(proposal.supports.values_list("agent", flat=True), Kind.PROPOSAL_ANSWERED)
    for kind, key in ((FollowKind.CONVERSATION, proposal.pk), (FollowKind.THEME, proposal.theme_id)):
        told |= dict.fromkeys(Follow.objects.of(kind, key).agents(), Kind.PROPOSAL_ANSWERED)
    told[proposal.author_id] = Kind.MY_PROPOSAL_ANSWERED
    fact = Fact(f"proposal-answer:{answer.pk}", answer.pk, page=proposal, at=answer.given_at)
    notify(fact=fact, told=told, actor=answer.author)
