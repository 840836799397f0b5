"""Verbs that change volunteers."""

import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from portal.accounts.models import User
from projects.models import ActionPage

from ..enums import STANDING, VolunteerStatus
from ..errors import (
    CallClosedError,
    CallFullError,
    NotVolunteeringError,
)
from ..models import Volunteer
from ..signals import volunteer_joined


def _lock(action_id: int) -> ActionPage:
    """The action as it is now; until the transaction ends nobody else changes its volunteers.

    The row of the page is locked rather than the action's, whose manager joins nullable relations,
    which PostgreSQL refuses to lock. On SQLite the transaction itself is the lock.
    """
    Page.objects.select_for_update().get(pk=action_id)
    return ActionPage.objects.get(pk=action_id)


def _places_left(action: ActionPage) -> int:
    return (action.volunteers_wanted or 0) - action.volunteers.taking_a_place().count()


@transaction.atomic
def volunteer(
    *,
    action: ActionPage,
    agent: User,
    message: str = "",
    availability: str = "",
    created_at: datetime.datetime | None = None,
) -> Volunteer:
    """Offer to help: for a place if one is left, else on the waiting list.

    Who already volunteers, or was thanked, keeps the offer as it is; who withdrew makes a new one.
    Raises `CallClosedError`, unless `created_at` says that the offer was made on an earlier day, and
    `ValidationError` if the message or the availability is too long.
    """
    action = _lock(action.pk)
    offer = Volunteer.objects.filter(action=action, agent=agent).first()
    if offer and offer.status != VolunteerStatus.WITHDRAWN:
        return offer
    if created_at is None and not action.call_is_open:
        raise CallClosedError
    offer = offer or Volunteer(action=action, agent=agent)
    offer.message = message
    offer.availability = availability
    offer.status = VolunteerStatus.OFFERED if _places_left(action) > 0 else VolunteerStatus.WAITING
    offer.created_at = created_at or timezone.now()
    offer.decided_at = None
    offer.clean_fields(exclude=["action", "agent"])
    offer.save()
    transaction.on_commit(lambda: volunteer_joined.send(Volunteer, volunteer=offer))
    return offer


@transaction.atomic
def withdraw(*, action: ActionPage, agent: User) -> Volunteer:
    """Take one's offer back; the place is free, and the lead person decides who takes it.

    Raises `NotVolunteeringError` if there is no offer to take back.
    """
    _lock(action.pk)
    offer = Volunteer.objects.filter(action=action, agent=agent).standing().first()
    if offer is None:
        raise NotVolunteeringError
    return _decide(offer, VolunteerStatus.WITHDRAWN, None)


@transaction.atomic
def accept_volunteer(*, offer: Volunteer, decided_at: datetime.datetime | None = None) -> Volunteer:
    """Give a place to a volunteer.

    Raises `CallFullError` if somebody of the waiting list would exceed the places, `NotVolunteeringError`.
    """
    action = _lock(offer.action_id)
    current = _standing(offer)
    if current.status == VolunteerStatus.WAITING and _places_left(action) <= 0:
        raise CallFullError
    return _decide(current, VolunteerStatus.ACCEPTED, decided_at)


@transaction.atomic
def put_on_waiting_list(*, offer: Volunteer, decided_at: datetime.datetime | None = None) -> Volunteer:
    """Free a volunteer's place without sending them away. Raises `NotVolunteeringError`."""
    _lock(offer.action_id)
    return _decide(_standing(offer), VolunteerStatus.WAITING, decided_at)


@transaction.atomic
def thank_volunteer(*, offer: Volunteer, decided_at: datetime.datetime | None = None) -> Volunteer:
    """Close an offer with thanks, once the help was given. Raises `NotVolunteeringError`."""
    _lock(offer.action_id)
    return _decide(_standing(offer), VolunteerStatus.THANKED, decided_at)


def _standing(offer: Volunteer) -> Volunteer:
    current = Volunteer.objects.filter(pk=offer.pk, status__in=STANDING).first()
    if current is None:
        raise NotVolunteeringError
    return current


def _decide(offer: Volunteer, status: VolunteerStatus, decided_at: datetime.datetime | None) -> Volunteer:
    offer.status = status
    offer.decided_at = decided_at or timezone.now()
    offer.save(update_fields=["status", "decided_at"])
    return offer
