"""Verbs that change comments and volunteers.

Each raises a `ParticipationError` when it refuses. Who may ask is decided by `permissions`. Dates given
by the caller are those of facts recorded afterwards, such as the demonstration content.
"""

import datetime
import uuid

from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from portal.accounts.models import User
from projects.models import ActionPage

from .enums import STANDING, VolunteerStatus
from .errors import (
    AlreadyPostedError,
    CallClosedError,
    CallFullError,
    CannotReplyError,
    EditingClosedError,
    NotVolunteeringError,
)
from .models import MAX_DEPTH, Comment, CommentVersion, ModerationDecision, Volunteer
from .permissions import user_can_edit_comment, user_can_read_comment_text

# Sent on commit with `comment`.
comment_posted = Signal()
# Sent in the transaction of the deletion, with `comment`.
comment_deleted = Signal()
# Sent on commit with `volunteer`, for a place or for the waiting list.
volunteer_joined = Signal()


@transaction.atomic
def post_comment(
    *,
    page: Page,
    author: User,
    text: str,
    parent: Comment | None = None,
    submission: uuid.UUID | None = None,
    created_at: datetime.datetime | None = None,
) -> Comment:
    """Publish a comment, or return the one that this `submission` has already published.

    An answer to a comment of the last level joins that level, under the same parent. Raises
    `AlreadyPostedError` if the submission published another text, `CannotReplyError` if the parent was
    deleted or masked, and `ValidationError` if the text is empty or too long.
    """
    submission = submission or uuid.uuid4()
    if existing := _posted_by(author, submission, text):
        return existing
    if parent is not None:
        if parent.page_id != page.pk or not user_can_read_comment_text(parent):
            raise CannotReplyError
        if parent.depth == MAX_DEPTH:
            parent = parent.parent
    comment = Comment(
        page_id=page.pk,
        author=author,
        parent=parent,
        depth=parent.depth + 1 if parent else 1,
        text=text,
        submission=submission,
        created_at=created_at or timezone.now(),
    )
    comment.clean_fields(exclude=["page", "author", "parent"])
    try:
        with transaction.atomic():
            comment.save(force_insert=True)
    except IntegrityError:
        # The same form was sent twice at the same moment, and the other request came first.
        existing = _posted_by(author, submission, text)
        if existing is None:
            raise
        return existing
    transaction.on_commit(lambda: comment_posted.send(Comment, comment=comment))
    return comment


def _posted_by(author: User, submission: uuid.UUID, text: str) -> Comment | None:
    existing = Comment.objects.filter(author=author, submission=submission).first()
    if existing and existing.text != text:
        raise AlreadyPostedError
    return existing


@transaction.atomic
def edit_comment(*, comment: Comment, text: str) -> None:
    """Replace a comment's text and keep the earlier one. The same text changes nothing.

    Raises `EditingClosedError` when its author may not edit it any more.
    """
    current = Comment.objects.select_for_update().get(pk=comment.pk)
    if not user_can_edit_comment(current.author, current):
        raise EditingClosedError
    if current.text == text:
        return
    now = timezone.now()
    CommentVersion.objects.create(comment=current, text=current.text, replaced_at=now)
    current.text = text
    current.edited_at = now
    current.clean_fields(exclude=["page", "author", "parent"])
    current.save(update_fields=["text", "edited_at"])


@transaction.atomic
def delete_comment(*, comment: Comment, deleted_at: datetime.datetime | None = None) -> None:
    """Take a comment off its page; the row stays. Deleting it again keeps the first date."""
    Comment.objects.filter(pk=comment.pk, deleted_at__isnull=True).update(
        deleted_at=deleted_at or timezone.now()
    )
    comment_deleted.send(Comment, comment=comment)


@transaction.atomic
def mask_comment(
    *, comment: Comment, moderator: User, reason: str, decided_at: datetime.datetime | None = None
) -> ModerationDecision:
    """Mask a comment's text for a reason that readers see; an earlier decision is kept as it is.

    Raises `ValidationError` if the reason is empty.
    """
    existing = ModerationDecision.objects.filter(comment=comment).first()
    if existing:
        return existing
    decision = ModerationDecision(
        comment=comment, moderator=moderator, reason=reason, decided_at=decided_at or timezone.now()
    )
    decision.clean_fields(exclude=["comment", "moderator"])
    decision.save()
    log(
        comment,
        "participation.mask",
        user=moderator,
        title=_("comment no. %(number)s") % {"number": comment.pk},  # nobody may take a name out of the log
        timestamp=decision.decided_at,
        data={"reason": reason},
    )
    return decision


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
