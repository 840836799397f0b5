"""Operations on volunteers by themselves and by lead persons. `meetings` holds those on meetings.

Each locks the action, so that the number of places holds.
"""

import datetime
import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.common.errors import RefusalError
from portal.quotas.limits import limited
from projects.enums import OPEN_TO_VOLUNTEERS, ManagerRole
from projects.models import ActionPage
from projects.services import lock_page

from .enums import STANDING, ManagerDecision, VolunteerStatus
from .errors import NotVolunteeringError, RefusedTransitionError
from .models import Volunteer, VolunteerHours, VolunteerMessage, VolunteerStep
from .signals import manager_asked, volunteer_changed, volunteer_joined, volunteers_messaged


def _lock(action_id: int) -> ActionPage:
    """Lock an action and return its present state."""
    lock_page(action_id)
    return ActionPage.objects.get(pk=action_id)


def _offer_of(*, action: ActionPage, agent: User, **_: Any) -> Volunteer | None:
    offers = Volunteer.objects.filter(action=action, agent=agent)
    return offers.exclude(status=VolunteerStatus.WITHDRAWN).first()


@limited("offer", gettext_lazy("Offers to help"), by="agent", unless="created_at", done=_offer_of)
@transaction.atomic
def volunteer(
    *,
    action: ActionPage,
    agent: User,
    message: str = "",
    availability: str = "",
    created_at: datetime.datetime | None = None,
) -> Volunteer:
    """Offer to volunteer. Take a place if one is left, or join the waiting list.

    An offer that stands, or that was declined or thanked, does not change. A person who withdrew makes a new
    offer. If the project says so, the manager of the agent's service is informed or asked, and a place is
    kept meanwhile.

    Raises `RefusalError` if the call is closed, unless `created_at` says that the offer was made on an
    earlier day. Raises `ValidationError` if the message or the availability is too long.
    """
    action = _lock(action.pk)
    offer = Volunteer.objects.filter(action=action, agent=agent).first()
    if offer and offer.status != VolunteerStatus.WITHDRAWN:
        return offer
    if created_at is None and not action.call.is_open:
        raise RefusalError(_("This call for volunteers is closed."))
    offer = offer or Volunteer(action=action, agent=agent)
    offer.message = message
    offer.availability = availability
    offer.decline_message = ""
    offer.status = VolunteerStatus.OFFERED if action.call.left else VolunteerStatus.WAITING
    offer.created_at = created_at or timezone.now()
    offer.decided_at = None
    if created_at is None:
        offer.manager, offer.manager_decision = _manager_of(agent, action)
    offer.clean_fields(exclude=["action", "agent", "manager"])
    offer.save()
    VolunteerStep.objects.create(volunteer=offer, status=offer.status, at=offer.created_at, by=agent)
    volunteer_joined.announce(volunteer=offer)
    if offer.manager is not None:
        manager_asked.announce(volunteer=offer)
    return offer


def _manager_of(agent: User, action: ActionPage) -> tuple[User | None, ManagerDecision]:
    """Return the manager to inform or to ask, with the state of their decision.

    There is no manager if the service has none or if the manager is the agent.
    """
    manager = agent.service.manager if agent.service else None
    role = action.project.manager_role
    if role == ManagerRole.NONE or manager is None or manager == agent or not manager.is_active:
        return None, ManagerDecision.NONE
    return manager, ManagerDecision.ASKED if role == ManagerRole.ASKED else ManagerDecision.INFORMED


@transaction.atomic
def withdraw(*, action: ActionPage, agent: User) -> Volunteer:
    """Withdraw one's offer. The place goes to the next on the waiting list.

    Raises `NotVolunteeringError` if there is no offer to withdraw.
    """
    action = _lock(action.pk)
    offer = Volunteer.objects.filter(action=action, agent=agent).standing().first()
    if offer is None:
        raise NotVolunteeringError
    _change(offer, VolunteerStatus.WITHDRAWN, by=agent)
    _give_free_places(action)
    return offer


@transaction.atomic
def accept_volunteer(
    *, offer: Volunteer, by: User | None = None, decided_at: datetime.datetime | None = None
) -> Volunteer:
    """Give a place to a volunteer. Accepting twice changes nothing more.

    Raises `RefusalError` if the person had no place and none is left, or if the manager has not answered.
    Raises `NotVolunteeringError`, `RefusedTransitionError`.
    """
    action = _lock(offer.action_id)
    current = _current(offer, VolunteerStatus.DECLINED)
    if current.status == VolunteerStatus.ACCEPTED:
        return current
    if current.manager_is_asked:
        raise RefusalError(
            _("The manager of this person’s service is asked first, and has not answered yet.")
        )
    had_no_place = current.status in (VolunteerStatus.WAITING, VolunteerStatus.DECLINED)
    if had_no_place and not action.call.left:
        raise RefusalError(
            _(
                "Every place is taken. Put somebody on the waiting list or raise the number of places, then "
                "accept."
            )
        )
    current.decline_message = ""
    return _change(current, VolunteerStatus.ACCEPTED, by=by, at=decided_at)


@transaction.atomic
def put_on_waiting_list(
    *, offer: Volunteer, by: User | None = None, decided_at: datetime.datetime | None = None
) -> Volunteer:
    """Put a volunteer back on the waiting list, and give their place to the next on it.

    Raises `NotVolunteeringError`, `RefusedTransitionError`.
    """
    action = _lock(offer.action_id)
    current = _current(offer)
    _change(current, VolunteerStatus.WAITING, by=by, at=decided_at)
    _give_free_places(action, passing_over=current)
    return current


@transaction.atomic
def decline_volunteer(*, offer: Volunteer, decline_message: str, by: User | None = None) -> Volunteer:
    """Decline an offer with a message to the volunteer. The place goes to the next on the waiting list.

    Raises `NotVolunteeringError`, `RefusedTransitionError`, and `ValidationError` if the message is too long.
    """
    action = _lock(offer.action_id)
    current = _current(offer, VolunteerStatus.DECLINED)
    if current.status == VolunteerStatus.DECLINED:
        return current
    current.decline_message = decline_message
    _change(current, VolunteerStatus.DECLINED, by=by, note=decline_message)
    _give_free_places(action)
    return current


@transaction.atomic
def start_volunteer(*, offer: Volunteer, by: User | None = None) -> Volunteer:
    """Record that an accepted volunteer takes part.

    Raises `NotVolunteeringError`, `RefusedTransitionError`.
    """
    _lock(offer.action_id)
    return _change(_current(offer), VolunteerStatus.ACTIVE, by=by)


@transaction.atomic
def thank_volunteer(
    *, offer: Volunteer, by: User | None = None, decided_at: datetime.datetime | None = None
) -> Volunteer:
    """Close an offer with thanks once the help was given. An attestation can then be issued.

    Raises `NotVolunteeringError`, and `RefusedTransitionError` if the volunteer was not accepted first.
    """
    _lock(offer.action_id)
    return _change(_current(offer, VolunteerStatus.DONE), VolunteerStatus.DONE, by=by, at=decided_at)


@transaction.atomic
def answer_as_manager(*, offer: Volunteer, by: User, agreed: bool, decline_message: str = "") -> Volunteer:
    """Record the manager's decision. A yes lets the lead person accept, a no declines the offer.

    The same answer again changes nothing. Raises `RefusalError` if no decision is pending.
    """
    action = _lock(offer.action_id)
    current = Volunteer.objects.get(pk=offer.pk)
    decision = ManagerDecision.AGREED if agreed else ManagerDecision.REFUSED
    if current.manager_decision == decision:
        return current
    if not current.manager_is_asked or not current.is_standing:
        raise RefusalError(_("This request no longer needs your approval."))
    current.manager_decision = decision
    if agreed:
        current.save(update_fields=["manager_decision"])
        return current
    current.decline_message = decline_message
    _change(current, VolunteerStatus.DECLINED, by=by, note=decline_message)
    _give_free_places(action)
    return current


@transaction.atomic
def give_free_places(*, action_id: int) -> None:
    """Give the free places to the next on the waiting list, for instance after a call was enlarged."""
    _give_free_places(_lock(action_id))


@transaction.atomic
def free_places_of(*, agent: User) -> None:
    """Withdraw the standing offers of an agent who leaves, for actions that still go on."""
    offers = Volunteer.objects.filter(agent=agent).standing()
    for action_id in offers.order_by("action_id").values_list("action_id", flat=True):
        action = _lock(action_id)
        offer = offers.filter(action=action).first()
        if offer is not None and action.status in OPEN_TO_VOLUNTEERS:
            _change(offer, VolunteerStatus.WITHDRAWN)
            _give_free_places(action)


def _current(offer: Volunteer, *also: VolunteerStatus) -> Volunteer:
    """Return the present state of an offer that stands or has one of these statuses."""
    current = Volunteer.objects.filter(pk=offer.pk, status__in=(*STANDING, *also)).first()
    if current is None:
        raise NotVolunteeringError
    return current


def _give_free_places(action: ActionPage, *, passing_over: Volunteer | None = None) -> None:
    """Give the free places to the waiting list, unless the action has ended. Call it under the lock."""
    if action.status not in OPEN_TO_VOLUNTEERS:
        return
    free = action.call.left
    line = action.volunteers.next_in_line()
    if passing_over is not None:
        line = line.exclude(pk=passing_over.pk)
    for offer in line[:free]:
        _change(offer, VolunteerStatus.OFFERED)


def _change(
    offer: Volunteer,
    status: VolunteerStatus,
    *,
    by: User | None = None,
    note: str = "",
    at: datetime.datetime | None = None,
) -> Volunteer:
    """Set the status, add its dated step, and send the signal on commit. Call it under the lock.

    The status that the offer already has changes nothing.
    """
    if offer.status == status:
        return offer
    if not offer.may_become(status):
        raise RefusedTransitionError
    previous, offer.status = VolunteerStatus(offer.status), status
    offer.decided_at = at or timezone.now()
    offer.clean_fields(exclude=["action", "agent", "manager"])
    offer.save(update_fields=["status", "decided_at", "manager_decision", "decline_message"])
    VolunteerStep.objects.create(volunteer=offer, status=status, at=offer.decided_at, note=note, by=by)
    volunteer_changed.announce(volunteer=offer, previous=previous)
    return offer


@transaction.atomic
def record_hours(
    *, volunteer: Volunteer, date: datetime.date, hours: Decimal, note: str, submission: uuid.UUID
) -> VolunteerHours:
    """Record hours given outside meetings. The same submission counts once.

    Raises `AlreadySentError` if it recorded others, `NotVolunteeringError` if the person holds no place, and
    `ValidationError`.
    """
    _lock(volunteer.action_id)
    existing = VolunteerHours.submitted(
        submission, whose={"volunteer": volunteer}, date=date, hours=hours, note=note
    )
    if existing is not None:
        return existing
    current = Volunteer.objects.filter(pk=volunteer.pk).taking_a_place().first()
    if current is None:
        raise NotVolunteeringError
    given = VolunteerHours(volunteer=current, date=date, hours=hours, note=note, submission=submission)
    given.full_clean(exclude=["volunteer", "meeting"])
    given.save()
    return given


def _sent_by(
    *, submission: uuid.UUID, action: ActionPage, sender: User, subject: str, text: str, **_: Any
) -> VolunteerMessage | None:
    # Its recipients are read from the list of volunteers when it is sent first, and are no part of the form.
    return VolunteerMessage.submitted(
        submission, whose={"action": action}, sender_id=sender.pk, subject=subject, text=text
    )


@limited("message", gettext_lazy("Messages to volunteers"), by="sender", done=_sent_by)
@transaction.atomic
def message_volunteers(
    *,
    action: ActionPage,
    sender: User,
    recipients: Iterable[User],
    subject: str,
    text: str,
    submission: uuid.UUID,
) -> VolunteerMessage:
    """Send a message to volunteers of an action. The same submission is sent once.

    Raises `AlreadySentError` if another one was sent so, `RefusalError` without recipients, and
    `ValidationError`.
    """
    _lock(action.pk)
    existing = _sent_by(submission=submission, action=action, sender=sender, subject=subject, text=text)
    if existing is not None:
        return existing
    people = list(recipients)
    if not people:
        raise RefusalError(_("No volunteer matches these filters: widen them to write to someone."))
    message = VolunteerMessage(
        action=action, sender=sender, subject=subject, text=text, submission=submission
    )
    message.full_clean(exclude=["action", "sender"])
    message.save()
    message.recipients.set(people)
    volunteers_messaged.announce(message=message)
    return message
