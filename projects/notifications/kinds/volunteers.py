"""Notifications about volunteers."""

import datetime
from collections.abc import Iterable
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from projects.volunteering.enums import VolunteerStatus
from projects.volunteering.models import Volunteer, VolunteerMessage
from projects.volunteering.signals import (
    manager_asked,
    volunteer_changed,
    volunteer_joined,
    volunteers_messaged,
)

from ..enums import Category
from ..services.notifying import register_kind
from .base import Event, Message, NotificationKind, Trigger, name_of

# By the status that an offer took.
_PLACES = {
    VolunteerStatus.OFFERED: _("A place is free: you have it."),
    VolunteerStatus.WAITING: _("Your offer is on the waiting list."),
    VolunteerStatus.ACCEPTED: _("Your offer is accepted: you have a place."),
    VolunteerStatus.ACTIVE: _("You are taking part."),
    VolunteerStatus.DONE: _("You are thanked for your help."),
    VolunteerStatus.DECLINED: _("Your offer is declined."),
    VolunteerStatus.WITHDRAWN: _("Your offer is withdrawn."),
}


def _event(volunteer: Volunteer, what: str, at: datetime.datetime, by_agent: bool = True) -> Event:
    """Return the event of an offer.

    Its key holds the moment, since an offer may enter the same status more than once.
    """
    key = f"volunteer:{volunteer.pk}:{what}:{at.timestamp():.3f}"
    actor = volunteer.agent if by_agent else None
    return Event(key, volunteer.pk, page=volunteer.action, at=at, actor=actor)


def _joined(volunteer: Volunteer) -> Event:
    return _event(volunteer, "joined", volunteer.created_at)


def _asked(volunteer: Volunteer) -> Event:
    return _event(volunteer, "manager", volunteer.created_at)


def _changed(volunteer: Volunteer, previous: str) -> Event:
    at = volunteer.decided_at or volunteer.created_at
    return _event(volunteer, volunteer.status, at, by_agent=_has_left(volunteer))


def _messaged(message: VolunteerMessage) -> Event:
    key = f"volunteer-message:{message.pk}"
    return Event(key, message.pk, page=message.action, at=message.sent_at, actor=message.sender)


def _has_left(volunteer: Volunteer) -> bool:
    return volunteer.status == VolunteerStatus.WITHDRAWN


def _lead(volunteer: Volunteer) -> Iterable[int]:
    lead = volunteer.action.lead_person_id
    return [lead] if lead is not None else []


def _lead_of_who_left(volunteer: Volunteer, previous: str) -> Iterable[int]:
    return _lead(volunteer) if _has_left(volunteer) else []


def _who_stays(volunteer: Volunteer, previous: str) -> Iterable[int]:
    return [] if _has_left(volunteer) else [volunteer.agent_id]


def _manager(volunteer: Volunteer) -> Iterable[int]:
    return [volunteer.manager_id] if volunteer.manager_id is not None else []


def _recipients_of_message(message: VolunteerMessage) -> Iterable[int]:
    return message.recipients.values_list("pk", flat=True)


def _say(sentence: Promise, volunteer: Volunteer) -> Message:
    return Message(str(sentence) % {"name": volunteer.agent}, volunteer.get_absolute_url())


def _say_place(volunteer: Volunteer) -> Message:
    text = str(_PLACES[VolunteerStatus(volunteer.status)])
    return Message(text, volunteer.get_absolute_url(), volunteer.decline_message)


def _say_message(message: VolunteerMessage) -> Message:
    text = str(_("Message from %(name)s: %(subject)s")) % {
        "name": message.sender or _("the lead person"),
        "subject": message.subject,
    }
    return Message(text, message.get_absolute_url(), message.text, in_mail=True)


_VOLUNTEERS = (
    Volunteer.objects.select_related("agent").only("status", "decline_message", *name_of("agent")).all
)

register_kind(
    NotificationKind(
        name="volunteer_joined",
        label=_("New volunteer"),
        category=Category.DUTIES,
        notifies_on=(Trigger(volunteer_joined, _joined),),
        recipients=_lead,
        objects=_VOLUNTEERS,
        say=partial(_say, _("%(name)s offers to help.")),
        counted=ngettext_lazy("%(count)s new volunteer", "%(count)s new volunteers", "count"),
    )
)
register_kind(
    NotificationKind(
        name="volunteer_left",
        label=_("Volunteer who withdraws"),
        category=Category.DUTIES,
        notifies_on=(Trigger(volunteer_changed, _changed),),
        recipients=_lead_of_who_left,
        objects=_VOLUNTEERS,
        say=partial(_say, _("%(name)s withdraws.")),
        counted=ngettext_lazy("%(count)s volunteer left", "%(count)s volunteers left", "count"),
    )
)
register_kind(
    NotificationKind(
        name="volunteer_changed",
        label=_("My place as a volunteer"),
        category=Category.VOLUNTEERING,
        notifies_on=(Trigger(volunteer_changed, _changed),),
        recipients=_who_stays,
        objects=_VOLUNTEERS,
        say=_say_place,
        counted=ngettext_lazy("%(count)s change of your place", "%(count)s changes of your place", "count"),
    )
)
register_kind(
    NotificationKind(
        name="manager_asked",
        label=_("Volunteer of my service"),
        category=Category.DUTIES,
        notifies_on=(Trigger(manager_asked, _asked),),
        recipients=_manager,
        objects=_VOLUNTEERS,
        say=partial(_say, _("%(name)s, of your service, offers to help.")),
        counted=ngettext_lazy(
            "%(count)s volunteer of your service", "%(count)s volunteers of your service", "count"
        ),
    )
)
register_kind(
    NotificationKind(
        name="addressed",
        label=_("Message to the volunteers"),
        category=Category.VOLUNTEERING,
        notifies_on=(Trigger(volunteers_messaged, _messaged),),
        recipients=_recipients_of_message,
        objects=VolunteerMessage.objects.select_related("sender")
        .only("subject", "text", *name_of("sender"))
        .all,
        say=_say_message,
        counted=ngettext_lazy(
            "%(count)s message to the volunteers", "%(count)s messages to the volunteers", "count"
        ),
    )
)
