"""Personal data that working groups hold, and what happens to it when the agent leaves."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.common.personal_data import Column, PersonalData, register_personal_data
from projects.personal_data import take_off_pages

from .models import GroupMember, WorkingGroupPage


def erase_facilitator(user: User) -> None:
    """Leave the working groups of this person without a facilitator, until somebody else is chosen."""
    take_off_pages(WorkingGroupPage, "facilitator", user)


def erase_memberships(user: User) -> None:
    """Remove a departed agent from all groups."""
    GroupMember.objects.filter(agent=user).delete()


FACILITATED_GROUPS = PersonalData(
    key="facilitated_groups",
    title=_("Working groups that you facilitate"),
    why=_("Your name stands on the page of the group."),
    held=lambda user: WorkingGroupPage._base_manager.filter(facilitator=user).order_by("number"),
    columns=(Column("number", _("number"), "number"), Column("group", _("group"), "title")),
    relations=("groups.WorkingGroupPage.facilitator",),
    anonymise=erase_facilitator,
)
MEMBERSHIPS = PersonalData(
    key="group_memberships",
    title=_("Working groups that you are a member of"),
    why=_("Your name and your service stand on the page of the group."),
    held=lambda user: GroupMember.objects.filter(agent=user).order_by("joined_at", "pk"),
    columns=(
        Column("number", _("number"), "group__number"),
        Column("group", _("group"), "group__title"),
        Column("joined_at", _("member since"), "joined_at"),
    ),
    relations=("groups.GroupMember.agent",),
    anonymise=erase_memberships,
)


def register() -> None:
    """Register the personal data of working groups."""
    register_personal_data(FACILITATED_GROUPS, MEMBERSHIPS, order=30)
