"""Personal data that search holds: saved searches."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.common.personal_data import Column, PersonalData, register_personal_data
from search.models import SavedSearch


def erase_searches_of(user: User) -> None:
    """Delete the searches that a person kept."""
    SavedSearch.objects.filter(agent=user).delete()


SAVED = PersonalData(
    key="saved_searches",
    title=_("Your searches"),
    why=_("Searches that you named, so that you can ask them again."),
    held=lambda user: SavedSearch.objects.filter(agent=user).order_by("created_at"),
    columns=(
        Column("name", _("name"), "name"),
        Column("address", _("address"), "address"),
        Column("kept_at", _("kept on"), "created_at"),
    ),
    relations=("search.SavedSearch.agent",),
    anonymise=erase_searches_of,
)


def register() -> None:
    """Register what the search holds about people."""
    register_personal_data(SAVED, order=60)
