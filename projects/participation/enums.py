"""Where a volunteer's offer stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VolunteerStatus(models.TextChoices):
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    WAITING = "waiting", _("Waiting list")
    THANKED = "thanked", _("Thanked")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# These count against the places of a call.
TAKES_A_PLACE = (VolunteerStatus.OFFERED, VolunteerStatus.ACCEPTED)
# These are shown beside the action.
STANDING = (*TAKES_A_PLACE, VolunteerStatus.WAITING)
