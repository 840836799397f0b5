"""Personal data that limits hold, and its retention."""

from django.utils.translation import gettext_lazy as _

from portal.common.personal_data import Column, PersonalData, register_personal_data
from portal.common.retention import register_purge

from .limits import verbs
from .models import QuotaUse, erase_uses, erase_uses_of

USES = PersonalData(
    key="quotas",
    title=_("Limits"),
    why=_("How often you did what is limited, so that nobody floods the portal."),
    held=lambda user: QuotaUse.objects.filter(agent=user),
    columns=(
        Column("verb", _("limited"), "verb", choices=verbs),
        Column("since", _("since"), "since"),
        Column("times", _("done"), "times"),
        Column("refused", _("refused"), "refused"),
    ),
    relations=("quotas.QuotaUse.agent",),
    anonymise=erase_uses_of,
)


def register() -> None:
    """Register the personal data of limits, and their purge."""
    register_personal_data(USES, order=90)
    register_purge("quotas", erase_uses, what=_("How often one did what is limited"))
