"""What volunteering holds about a person."""

from django.utils.translation import gettext_lazy as _

from portal.common.personal_data import Column, PersonalData

from ..enums import VolunteerStatus
from ..forgetting import (
    forget_volunteering_of,
)
from ..models import Volunteer

VOLUNTEERING = PersonalData(
    key="volunteering",
    title=_("Volunteering"),
    why=_("The actions you offered to help with. Your message is for the lead person alone."),
    held=lambda user: Volunteer.objects.filter(agent=user),
    columns=(
        Column("action", _("action"), "action__title"),
        Column("message", _("message"), "message"),
        Column("availability", _("availability"), "availability"),
        Column("status", _("status"), "status", dict(VolunteerStatus.choices)),
        Column("offered_at", _("offered"), "created_at"),
        Column("decided_at", _("decided"), "decided_at"),
    ),
    relations=("participation.Volunteer.agent",),
    forget=forget_volunteering_of,
)
