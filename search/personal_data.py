"""Personal data that search holds: saved searches."""

from django.utils.translation import gettext_lazy as _

from portal.common.personal_data import Column, Held, PersonalData, register_personal_data
from search.models import SavedSearch

register_personal_data(
    PersonalData(
        key="saved_searches",
        title=_("Your searches"),
        why=_("Searches that you named, so that you can ask them again."),
        held=Held(SavedSearch, "agent", "created_at"),
        columns=("name", Column("address", _("address")), Column("kept_at", _("kept on"), "created_at")),
        erased=True,
    ),
    order=60,
)
