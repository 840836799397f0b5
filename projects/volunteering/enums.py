"""States of an offer, decisions of managers, sources of contributions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VolunteerStatus(models.TextChoices):
    """The state of an agent's offer to volunteer."""

    OFFERED = "offered", _("Offered")
    WAITING = "waiting", _("Waiting list")
    ACCEPTED = "accepted", _("Accepted")
    ACTIVE = "active", _("Taking part")
    DONE = "done", _("Thanked")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# These are at work or about to be.
ENGAGED = (VolunteerStatus.OFFERED, VolunteerStatus.ACCEPTED, VolunteerStatus.ACTIVE)
# These count against the places of a call. Help that was given has answered the call: it frees no place.
TAKES_A_PLACE = (*ENGAGED, VolunteerStatus.DONE)
# These can be withdrawn.
STANDING = (*ENGAGED, VolunteerStatus.WAITING)
# These are shown beside the action.
SHOWN = (*TAKES_A_PLACE, VolunteerStatus.WAITING)

# What may follow each status. Withdrawn and thanked are ends; who withdrew may offer again.
NEXT_STATUSES: dict[VolunteerStatus, tuple[VolunteerStatus, ...]] = {
    VolunteerStatus.OFFERED: (
        VolunteerStatus.ACCEPTED,
        VolunteerStatus.WAITING,
        VolunteerStatus.DECLINED,
        VolunteerStatus.WITHDRAWN,
    ),
    VolunteerStatus.WAITING: (
        VolunteerStatus.OFFERED,
        VolunteerStatus.ACCEPTED,
        VolunteerStatus.DECLINED,
        VolunteerStatus.WITHDRAWN,
    ),
    VolunteerStatus.ACCEPTED: (
        VolunteerStatus.ACTIVE,
        VolunteerStatus.DONE,
        VolunteerStatus.WAITING,
        VolunteerStatus.DECLINED,
        VolunteerStatus.WITHDRAWN,
    ),
    VolunteerStatus.ACTIVE: (VolunteerStatus.DONE, VolunteerStatus.WITHDRAWN),
    VolunteerStatus.DECLINED: (VolunteerStatus.ACCEPTED,),
    VolunteerStatus.DONE: (),
    VolunteerStatus.WITHDRAWN: (VolunteerStatus.OFFERED, VolunteerStatus.WAITING),
}


class ManagerDecision(models.TextChoices):
    """Whether the manager of a volunteer's service was informed or asked, and their answer."""

    NONE = "none", _("Not concerned")
    INFORMED = "informed", _("Informed")
    ASKED = "asked", _("Asked, has not answered yet")
    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", _("Did not agree")


class ContributionSource(models.TextChoices):
    """Where a contribution comes from."""

    HISTORIC = "historic", _("Historic figure")
    RECORDED = "recorded", _("Recorded")
