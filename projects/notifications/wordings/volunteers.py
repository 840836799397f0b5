"""What is said of volunteers."""

from collections.abc import Callable, Collection

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from projects.volunteering.enums import VolunteerStatus
from projects.volunteering.models import Volunteer, VolunteerMessage

from ..enums import Kind
from .base import Said, Wording

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


def _load(keys: Collection[int]) -> dict[int, Volunteer]:
    return {one.pk: one for one in Volunteer.objects.filter(pk__in=keys).select_related("agent", "action")}


def _saying(sentence: object) -> Callable[[Volunteer], Said]:
    def say(volunteer: Volunteer) -> Said:
        return Said(str(sentence) % {"name": volunteer.agent}, volunteer.get_absolute_url())

    return say


def _say_place(volunteer: Volunteer) -> Said:
    text = str(_PLACES[VolunteerStatus(volunteer.status)])
    return Said(text, volunteer.get_absolute_url(), volunteer.kind_word)


def _load_messages(keys: Collection[int]) -> dict[int, VolunteerMessage]:
    messages = VolunteerMessage.objects.filter(pk__in=keys).select_related("sender")
    return {message.pk: message for message in messages}


def _say_message(message: VolunteerMessage) -> Said:
    text = str(_("Message from %(name)s: %(subject)s")) % {
        "name": message.sender or _("the lead person"),
        "subject": message.subject,
    }
    return Said(text, message.get_absolute_url(), message.text, in_mail=True)


def _count_joined(count: int) -> str:
    return ngettext("%(count)s new volunteer", "%(count)s new volunteers", count) % {"count": count}


def _count_left(count: int) -> str:
    return ngettext("%(count)s volunteer left", "%(count)s volunteers left", count) % {"count": count}


def _count_places(count: int) -> str:
    words = ngettext("%(count)s change of your place", "%(count)s changes of your place", count)
    return words % {"count": count}


def _count_asked(count: int) -> str:
    words = ngettext("%(count)s volunteer of your service", "%(count)s volunteers of your service", count)
    return words % {"count": count}


def _count_messages(count: int) -> str:
    words = ngettext("%(count)s message to the volunteers", "%(count)s messages to the volunteers", count)
    return words % {"count": count}


WORDINGS = {
    Kind.VOLUNTEER_JOINED: Wording(_load, _saying(_("%(name)s offers to help.")), _count_joined),
    Kind.VOLUNTEER_LEFT: Wording(_load, _saying(_("%(name)s withdraws.")), _count_left),
    Kind.VOLUNTEER_CHANGED: Wording(_load, _say_place, _count_places),
    Kind.MANAGER_ASKED: Wording(
        _load, _saying(_("%(name)s, of your service, offers to help.")), _count_asked
    ),
    Kind.ADDRESSED: Wording(_load_messages, _say_message, _count_messages),
}
