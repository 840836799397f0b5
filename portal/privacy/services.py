"""Services on personal data: ask, answer, close an account, anonymise it."""

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from portal.accounts.enums import RoleName
from portal.accounts.models import User
from portal.common.errors import RefusalError
from portal.common.personal_data import personal_data
from portal.common.retention import delete_all
from portal.quotas.limits import limited
from portal.upkeep.erasures import note_erasure
from portal.upkeep.steps import Restored

from .enums import CLOSED, RequestKind
from .mail import announce, announce_answer
from .models import PrivacyRequest

ACCOUNT = "account"  # in the register of erasures


class LastAdministratorError(RefusalError):
    """The person is the last one who can manage the portal."""

    message = gettext_lazy(
        "You are the only administrator of the portal. Give this role to a colleague, then leave."
    )


def _asked_by(
    *, submission: uuid.UUID | None, agent: User, kind: RequestKind, text: str, **_: Any
) -> PrivacyRequest | None:
    return PrivacyRequest.submitted(submission, whose={"agent": agent}, kind=kind, text=text)


@limited("privacy_request", gettext_lazy("Requests about personal data"), by="agent", done=_asked_by)
@transaction.atomic
def record_request(
    *, agent: User, kind: RequestKind, text: str, submission: uuid.UUID | None = None
) -> PrivacyRequest:
    """Keep a request, and the mail that tells the data-protection contact: both or neither.

    Return the request that this `submission` has already made, if any. Raise `AlreadySentError` if it made
    another one, and `ValidationError` if the text is empty or too long.
    """
    submission = submission or uuid.uuid4()
    User.objects.select_for_update().get(pk=agent.pk)  # of two sendings at the same moment, one comes first
    if existing := _asked_by(submission=submission, agent=agent, kind=kind, text=text):
        return existing
    request = PrivacyRequest(agent=agent, kind=kind, text=text, submission=submission)
    request.full_clean()
    request.save()
    announce(request)
    return request


@transaction.atomic
def answer_request(*, request: PrivacyRequest, by: User) -> None:
    """Keep the status and the answer that an administrator wrote.

    The first answer dates the closing, and is announced to the agent unless their account is pseudonymised.
    """
    if request.is_closed and request.answered_at is None:
        request.answered_at = timezone.now()
        request.answered_by = by
        if request.agent.pseudonymised_at is None:
            announce_answer(request)
    elif not request.is_closed:
        request.answered_at = request.answered_by = None
    request.save()


@transaction.atomic
def close_account(*, user: User, forget_texts: bool) -> None:
    """Close the account of a person who leaves and end their sessions. Raise `LastAdministratorError`."""
    administrators = User.objects.select_for_update().filter(
        is_active=True, groups__name=RoleName.ADMINISTRATORS
    )
    if user.is_administrator and not [other for other in administrators if other.pk != user.pk]:
        raise LastAdministratorError
    user.is_active = False
    user.forget_texts = forget_texts
    user.save(update_fields=["is_active", "forget_texts"])


def pseudonymise_departed(before: datetime.datetime) -> int:
    """Pseudonymise the agents whose account was closed before this moment, one transaction each."""
    departed = User.objects.departed_before(before).order_by("deactivated_at", "pk")
    return sum(pseudonymise(pk, before=before) for pk in list(departed.values_list("pk", flat=True)))


@transaction.atomic
def pseudonymise(pk: int, *, before: datetime.datetime) -> bool:
    """Anonymise an account and all that hangs on it. Return False if it was opened again meanwhile."""
    user = User.objects.select_for_update().filter(pk=pk).departed_before(before).first()
    if user is None:
        return False
    forget_texts = user.forget_texts
    for kind in reversed(personal_data()):  # the account last: the rest is found by what it says
        kind.anonymise_rows(user)
    note_erasure(ACCOUNT, pk, forget_texts=forget_texts)
    return True


def erase_again(restored: Restored) -> str:
    """Pseudonymise the accounts that were so when the backup, which names them, was restored."""
    erased = 0
    for erasure in restored.erasures:
        if erasure["kind"] == ACCOUNT:
            User.objects.filter(pk=erasure["pk"], pseudonymised_at=None).update(
                is_active=False, forget_texts=erasure["forget_texts"]
            )
            erased += pseudonymise(erasure["pk"], before=timezone.now() + datetime.timedelta(seconds=1))
    return gettext("Personal data: %(count)s accounts erased since the backup are erased again.") % {
        "count": erased
    }


def erase_closed_requests(before: datetime.datetime) -> int:
    """Drop the requests answered before this moment."""
    return delete_all(PrivacyRequest.objects.filter(status__in=CLOSED, answered_at__lt=before))
