"""What the administration knows of the rights of moderators and of the steering committee."""

from portal.accounts.rights import open_to_administrators
from portal.wagtail_patches.administration import opens_no_screen

from .models import ModerationDecision, ProposalAnswer
from .permissions.deciders import READ_SEALED


def register() -> None:
    # Used at the desk and on the site.
    opens_no_screen(ModerationDecision, ProposalAnswer)
    # What moderation withdrew is read by the steering committee alone, whose members administrators name.
    open_to_administrators(READ_SEALED)
