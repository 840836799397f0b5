"""Rights of moderators and of the steering committee in the administration."""

from portal.accounts.rights import open_to_administrators
from portal.wagtail_patches.administration import opens_no_screen

from .deciders import READ_SEALED
from .models import ModerationDecision


def register() -> None:
    """Register these rights."""
    opens_no_screen(ModerationDecision)  # used at the desk and on the site
    # What moderation withdrew is read by the steering committee alone, whose members administrators name.
    open_to_administrators(READ_SEALED)
