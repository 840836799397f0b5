"""What working groups hold about a person, and what becomes of it when they leave."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.common.personal_data import Column, PersonalData, register_personal_data
from projects.personal_data import take_off_pages

from .models import GroupMember, WorkingGroupPage


def forget_facilitator(user: User) -> None:
    """Working groups wait for somebody else to facilitate them."""
    take_off_pages(WorkingGroupPage, "facilitator", user)


def forget_memberships(user: User) -> None:
    """A departed agent works in no group."""
    GroupMember.objects.filter(agent=user).delete()


FACILITATED_GROUPS = PersonalData(
    key="facilitated_groups",
    title=_("Working groups that you facilitate"),
    why=_("Your name stands on the page of the group."),
    held=lambda user: WorkingGroupPage._base_manager.filter(facilitator=user).order_by("number"),
    columns=(Column("number", _("number"), "number"), Column("group", _("group"), "title")),
    relations=("groups.WorkingGroupPage.facilitator",),
    forget=forget_facilitator,
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
    forget=forget_memberships,
)


def register() -> None:
    register_personal_data(FACILITATED_GROUPS, MEMBERSHIPS, order=30)
