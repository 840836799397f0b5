"""What moderation registers with the administration: rights, and the undoing of a flood of comments."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.rights import open_to_administrators
from portal.quotas.limits import Remedy, remedies
from portal.quotas.models import QuotaUse
from portal.wagtail_patches.administration import opens_no_screen

from .deciders import READ_SEALED
from .forms import typed_moment
from .models import ModerationDecision


def flood_address(use: QuotaUse) -> str:
    """Return the address of what a person posted since the period in which they reached a limit."""
    query = urlencode({"since": typed_moment(use.since)})
    return f"{reverse('moderation_flood_of', args=[use.agent_id])}?{query}"


def register() -> None:
    """Register these rights, and what undoes comments posted too often."""
    opens_no_screen(ModerationDecision)  # used at the desk and on the site
    # What moderation withdrew is read by the steering committee alone, whose members administrators name.
    open_to_administrators(READ_SEALED)
    for verb in ("comment", "mention"):
        remedies[verb] = Remedy(_("See what was posted"), flood_address)
