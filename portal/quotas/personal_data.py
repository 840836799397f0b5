"""Personal data that limits hold, and its retention."""

from django.utils.translation import gettext_lazy as _

from portal.common.personal_data import Column, Held, PersonalData, register_personal_data
from portal.common.retention import register_purge, rows_before

from .limits import verbs
from .models import QuotaUse

register_personal_data(
    PersonalData(
        key="quotas",
        title=_("Limits"),
        why=_("How often you did each limited action, so that nobody floods the portal."),
        held=Held(QuotaUse, "agent"),
        columns=(Column("verb", choices=verbs), "since", "times", "refused"),
        erased=True,
    ),
    order=90,
)
register_purge("quotas", rows_before(QuotaUse, "since"), what=_("How often each person did limited actions"))
