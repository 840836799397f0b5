"""Automatic follows: an agent who takes part in something follows it."""

from projects.comments.models import Comment
from projects.comments.signals import comment_posted
from projects.proposals.models import ProposalPage
from projects.proposals.signals import proposal_posted
from projects.volunteering.models import Volunteer
from projects.volunteering.signals import volunteer_joined

from .enums import FollowKind
from .services.following import follow_along


def _follow_conversation(comment: Comment) -> None:
    follow_along(agent=comment.author, kind=FollowKind.CONVERSATION, key=comment.page_id)


def _follow_proposal(proposal: ProposalPage) -> None:
    follow_along(agent=proposal.author, kind=FollowKind.CONVERSATION, key=proposal.pk)


def _follow_action(volunteer: Volunteer) -> None:
    follow_along(agent=volunteer.agent, kind=FollowKind.ACTION, key=volunteer.action_id)


def register() -> None:
    """Connect the signals of taking part. The page that answers says already that it is followed."""
    comment_posted.listen_at_once(_follow_conversation)
    proposal_posted.listen_at_once(_follow_proposal)
    volunteer_joined.listen_at_once(_follow_action)
