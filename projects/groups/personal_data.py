"""Personal data that working groups hold, and what happens to it when the agent leaves."""

from django.utils.translation import gettext_lazy as _

from portal.common.personal_data import Column, Held, PersonalData, register_personal_data
from projects.personal_data import take_off_pages

from .models import GroupMember, WorkingGroupPage

register_personal_data(
    PersonalData(
        key="facilitated_groups",
        title=_("Working groups that you facilitate"),
        why=_("Your name stands on the page of the group."),
        held=Held(WorkingGroupPage, "facilitator", "number"),
        columns=("number", Column("group", _("group"), "title")),
        anonymise=lambda user: take_off_pages(WorkingGroupPage, "facilitator", user),
    ),
    PersonalData(
        key="group_memberships",
        title=_("Working groups that you are a member of"),
        why=_("Your name and your service stand on the page of the group."),
        held=Held(GroupMember, "agent", "joined_at"),
        columns=(
            Column("number", _("number"), "group__number"),
            Column("group", _("group"), "group__title"),
            Column("joined_at", _("member since")),
        ),
        erased=True,
    ),
    order=30,
)
