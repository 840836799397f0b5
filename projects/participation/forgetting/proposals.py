"""How proposals are forgotten when an agent has left."""

from portal.accounts.models import User

from ..models import ProposalVersion


def forget_proposals_of(author: User) -> None:
    """Remove the earlier versions. The proposal stays, of a departed agent: others support it, and it may
    be where an action comes from."""
    ProposalVersion.objects.filter(proposal__author=author).delete()
