"""Personal data in volunteering, and its erasure."""

import datetime

from django.db import transaction
from django.db.models import Count, Max, Sum
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.common.personal_data import Column, PersonalData, register_personal_data
from portal.common.retention import register_purge
from projects.enums import UNFINISHED

from .enums import STANDING, ContributionSource, ManagerDecision, VolunteerStatus
from .models import Contribution, Volunteer, VolunteerHours, VolunteerMessage, VolunteerStep
from .services import free_places_of


@transaction.atomic
def erase_volunteer_lists(before: datetime.datetime) -> int:
    """Delete offers withdrawn or declined before this moment, and offers for actions that ended before it.

    The hours that the volunteers gave stay counted in their year, by action and service, without a name.
    """
    expired = list(Volunteer.objects.expired(before).values_list("pk", flat=True))
    given = (
        VolunteerHours.objects.filter(volunteer__in=expired)
        .order_by()
        .values(
            "volunteer__action",
            "volunteer__action__project",
            "volunteer__agent__service",
            year=ExtractYear("date"),
        )
        .annotate(total=Sum("hours"), people=Count("volunteer", distinct=True), last=Max("date"))
    )
    Contribution.objects.bulk_create(
        Contribution(
            project_id=row["volunteer__action__project"],
            action_id=row["volunteer__action"],
            service_id=row["volunteer__agent__service"],
            date=row["last"],
            hours=row["total"],
            people=row["people"],
            source=ContributionSource.RECORDED,
        )
        for row in given
    )
    Volunteer.objects.filter(pk__in=expired).delete()
    return len(expired)


def erase_messages_to_volunteers(before: datetime.datetime) -> int:
    """Delete the messages that lead persons sent to volunteers before this moment."""
    messages = VolunteerMessage.objects.filter(sent_at__lt=before)
    count = messages.count()
    messages.delete()
    return count


def anonymise_volunteering_of(agent: User) -> None:
    """Free the places of a departed agent, and erase what they wrote to lead persons."""
    free_places_of(agent=agent)
    offers = Volunteer.objects.filter(agent=agent)
    # Of suspended actions nobody is promoted, but the departed hold no place either.
    offers.filter(status__in=STANDING, action__status__in=UNFINISHED).update(
        status=VolunteerStatus.WITHDRAWN, decided_at=timezone.now()
    )
    offers.update(message="", availability="", decline_message="")
    VolunteerStep.objects.filter(volunteer__agent=agent).update(note="")
    VolunteerHours.objects.filter(volunteer__agent=agent).update(note="")


def anonymise_managed_volunteers_of(agent: User) -> None:
    """Stop waiting for the decisions of a departed manager."""
    Volunteer.objects.filter(manager=agent, manager_decision=ManagerDecision.ASKED).update(
        manager_decision=ManagerDecision.NONE
    )
    Volunteer.objects.filter(manager=agent).update(manager=None)


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
        Column("manager_decision", _("manager"), "manager_decision", dict(ManagerDecision.choices)),
        Column("decline_message", _("message to the volunteer"), "decline_message"),
    ),
    relations=("volunteering.Volunteer.agent",),
    anonymise=anonymise_volunteering_of,
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
    relations=("volunteering.VolunteerStep.by",),
)
MANAGED_VOLUNTEERS = PersonalData(
    key="managed_volunteers",
    title=_("Volunteers of your service"),
    why=_("The offers of your agents of which you were told, or on which you gave your word."),
    held=lambda user: Volunteer.objects.filter(manager=user),
    columns=(
        Column("action", _("action"), "action__title"),
        Column("manager_decision", _("manager"), "manager_decision", dict(ManagerDecision.choices)),
    ),
    relations=("volunteering.Volunteer.manager",),
    anonymise=anonymise_managed_volunteers_of,
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
    relations=("volunteering.VolunteerMessage.sender",),
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
    relations=("volunteering.VolunteerMessage_recipients.user",),
    anonymise=lambda user: user.messages_of_leads.clear(),
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


def register() -> None:
    """Register the personal data of volunteering."""
    register_personal_data(*VOLUNTEERING_KINDS, order=23)
    register_purge(
        "volunteer_lists",
        erase_volunteer_lists,
        what=_("Lists of volunteers, after the end of the action or the withdrawal"),
    )
    register_purge(
        "messages_to_volunteers",
        erase_messages_to_volunteers,
        what=_("Messages of lead persons to volunteers, after they were sent"),
    )
