"""Why an offer is refused."""

from django.utils.translation import gettext_lazy as _

from .base import ParticipationError


class CallClosedError(ParticipationError):
    """The action does not look for volunteers, or no longer."""

    message = _("This call for volunteers is closed.")


class CallFullError(ParticipationError):
    """Every place is taken."""

    message = _(
        "Every place is taken. Put somebody on the waiting list or raise the number of places, then accept."
    )


class NotVolunteeringError(ParticipationError):
    """The person has withdrawn, was thanked, or never volunteered."""

    message = _("This person is no longer a volunteer for the action.")
