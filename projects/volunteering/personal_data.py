"""Personal data in volunteering, and its erasure."""

import datetime

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.common.personal_data import Column, Held, PersonalData, register_personal_data
from portal.common.retention import in_batches, register_purge, rows_before
from projects.enums import UNFINISHED

from .enums import STANDING, ContributionSource, ManagerDecision, VolunteerStatus
from .models import Contribution, Volunteer, VolunteerHours, VolunteerMessage, VolunteerStep
from .services import free_places_of


def erase_volunteer_lists(before: datetime.datetime) -> int:
    """Delete offers withdrawn or declined before this moment, and offers for actions that ended before it.

    The hours that the volunteers gave stay counted in their year, by action and service, without a name.
    """
    return in_batches(Volunteer.objects.expired(before).order_by("action_id", "pk"), _erase_volunteers)


def _erase_volunteers(offers: QuerySet[Volunteer]) -> None:
    expired = list(offers.values_list("pk", flat=True))
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


STEP = (
    Column("action", _("action"), "volunteer__action__title"),
    "status",
    Column("date", path="at"),
    "note",
)

register_personal_data(
    PersonalData(
        key="volunteering",
        title=_("Volunteering"),
        why=_("The actions you offered to help with. Your message is for the lead person alone."),
        held=Held(Volunteer, "agent"),
        columns=(
            "action__title",
            "message",
            "availability",
            "status",
            Column("offered_at", _("offered"), "created_at"),
            Column("decided_at", _("decided")),
            "manager_decision",
            "decline_message",
        ),
        anonymise=anonymise_volunteering_of,
    ),
    PersonalData(
        key="volunteer_steps",
        title=_("Steps of your volunteering"),
        why=_("When your offers were made, accepted, declined or thanked."),
        held=Held(VolunteerStep, "volunteer__agent"),
        columns=STEP,
    ),
    PersonalData(
        key="volunteer_hours",
        title=_("Hours you gave"),
        why=_("For your attestation and for the account of contributions."),
        held=Held(VolunteerHours, "volunteer__agent"),
        columns=(Column("action", _("action"), "volunteer__action__title"), "date", "hours", "note"),
    ),
    PersonalData(
        key="volunteer_decisions",
        title=_("Decisions on volunteers"),
        why=_("Who decided is kept with each step of an offer."),
        held=Held(VolunteerStep, lambda user: Q(by=user) & ~Q(volunteer__agent=user)),
        columns=STEP,
        other_relations=("volunteering.VolunteerStep.by",),
    ),
    PersonalData(
        key="managed_volunteers",
        title=_("Volunteers of your service"),
        why=_("The offers of your agents of which you were notified, or that needed your approval."),
        held=Held(Volunteer, "manager"),
        columns=("action__title", "manager_decision"),
        anonymise=anonymise_managed_volunteers_of,
    ),
    PersonalData(
        key="messages_to_volunteers",
        title=_("Messages that you wrote to volunteers"),
        why=_("What you wrote as the lead person of an action."),
        held=Held(VolunteerMessage, "sender"),
        columns=("action__title", "subject", Column("text", _("text")), Column("sent_at", _("sent"))),
    ),
    PersonalData(
        key="messages_of_leads",
        title=_("Messages of lead persons"),
        why=_("What the lead persons of the actions you help with wrote to you."),
        held=Held(VolunteerMessage, "recipients"),
        columns=("action__title", "subject", Column("sent_at", _("sent"))),
        anonymise=lambda user: user.messages_of_leads.clear(),
    ),
    order=23,
)
register_purge(
    "volunteer_lists",
    erase_volunteer_lists,
    what=_("Lists of volunteers, after the end of the action or the withdrawal"),
)
register_purge(
    "messages_to_volunteers",
    rows_before(VolunteerMessage, "sent_at"),
    what=_("Messages of lead persons to volunteers, after they were sent"),
)
