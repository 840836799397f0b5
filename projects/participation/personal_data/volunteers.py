"""What volunteering holds about a person."""

from django.utils.translation import gettext_lazy as _

from portal.common.personal_data import Column, PersonalData

from ..enums import ManagerWord, VolunteerStatus
from ..forgetting import forget_managed_volunteers_of, forget_volunteering_of
from ..models import Volunteer, VolunteerHours, VolunteerMessage, VolunteerStep

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
        Column("manager_word", _("manager"), "manager_word", dict(ManagerWord.choices)),
        Column("kind_word", _("word to the volunteer"), "kind_word"),
    ),
    relations=("participation.Volunteer.agent",),
    forget=forget_volunteering_of,
)
VOLUNTEER_STEPS = PersonalData(
    key="volunteer_steps",
    title=_("Steps of your volunteering"),
    why=_("When your offers were made, accepted, declined or thanked."),
    held=lambda user: VolunteerStep.objects.filter(volunteer__agent=user),
    columns=(
        Column("action", _("action"), "volunteer__action__title"),
        Column("status", _("status"), "status", dict(VolunteerStatus.choices)),
        Column("date", _("date"), "at"),
        Column("note", _("note"), "note"),
    ),
)
VOLUNTEER_HOURS = PersonalData(
    key="volunteer_hours",
    title=_("Hours you gave"),
    why=_("For your attestation and for the account of contributions."),
    held=lambda user: VolunteerHours.objects.filter(volunteer__agent=user),
    columns=(
        Column("action", _("action"), "volunteer__action__title"),
        Column("date", _("date"), "date"),
        Column("hours", _("hours"), "hours"),
        Column("note", _("what for"), "note"),
    ),
)
VOLUNTEER_DECISIONS = PersonalData(
    key="volunteer_decisions",
    title=_("Decisions on volunteers"),
    why=_("Who decided is kept with each step of an offer."),
    held=lambda user: VolunteerStep.objects.filter(by=user).exclude(volunteer__agent=user),
    columns=(
        Column("action", _("action"), "volunteer__action__title"),
        Column("status", _("status"), "status", dict(VolunteerStatus.choices)),
        Column("date", _("date"), "at"),
        Column("note", _("note"), "note"),
    ),
    relations=("participation.VolunteerStep.by",),
)
MANAGED_VOLUNTEERS = PersonalData(
    key="managed_volunteers",
    title=_("Volunteers of your service"),
    why=_("The offers of your agents of which you were told, or on which you gave your word."),
    held=lambda user: Volunteer.objects.filter(manager=user),
    columns=(
        Column("action", _("action"), "action__title"),
        Column("manager_word", _("manager"), "manager_word", dict(ManagerWord.choices)),
    ),
    relations=("participation.Volunteer.manager",),
    forget=forget_managed_volunteers_of,
)
MESSAGES_SENT = PersonalData(
    key="messages_to_volunteers",
    title=_("Messages that you wrote to volunteers"),
    why=_("What you wrote as the lead person of an action."),
    held=lambda user: VolunteerMessage.objects.filter(sender=user),
    columns=(
        Column("action", _("action"), "action__title"),
        Column("subject", _("subject"), "subject"),
        Column("text", _("text"), "text"),
        Column("sent_at", _("sent"), "sent_at"),
    ),
    relations=("participation.VolunteerMessage.sender",),
)
MESSAGES_RECEIVED = PersonalData(
    key="messages_of_leads",
    title=_("Messages of lead persons"),
    why=_("What the lead persons of the actions you help with wrote to you."),
    held=lambda user: VolunteerMessage.objects.filter(recipients=user),
    columns=(
        Column("action", _("action"), "action__title"),
        Column("subject", _("subject"), "subject"),
        Column("sent_at", _("sent"), "sent_at"),
    ),
    relations=("participation.VolunteerMessage_recipients.user",),
    forget=lambda user: user.messages_of_leads.clear(),
)
VOLUNTEERING_KINDS = (
    VOLUNTEERING,
    VOLUNTEER_STEPS,
    VOLUNTEER_HOURS,
    VOLUNTEER_DECISIONS,
    MANAGED_VOLUNTEERS,
    MESSAGES_SENT,
    MESSAGES_RECEIVED,
)
