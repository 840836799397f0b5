"""Limits on wrong passwords and wrong codes.

An attempt is recorded before it is made and removed when it succeeds, so that simultaneous attempts are all
counted. Addresses without an account are counted too: a lock does not reveal which addresses have one.
"""

import datetime
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.accounts.models import User
from portal.common.display import format_time
from portal.common.text import fold
from portal.http.client_address import client_address, network_of
from portal.http.logs import log_security_event

from .enums import Purpose
from .models import SignInFailure

WINDOW = settings.LIMITS["sign_in_window"]
PER_ACCOUNT = settings.LIMITS["sign_in_tries"]
PER_ADDRESS = settings.LIMITS["sign_in_tries_of_network"]


class LockedOutError(ValidationError):
    """There were too many attempts for this account, or from this network."""


def account_key(email: str) -> str:
    """Return the key under which attempts for this address are counted.

    What was typed cannot be read from it. The address is folded: whatever a database takes for the same
    address counts for the same account.
    """
    return salted_hmac("portal.signin.lockout", fold(email), algorithm="sha256").hexdigest()


@contextmanager
def counted_try(purpose: Purpose, email: str, request: HttpRequest) -> Iterator[None]:
    """Count the attempt made in this context, unless it succeeds. It fails by a `ValidationError`.

    Raise `LockedOutError`, which is one, before the attempt if too many failed.
    """
    note, is_last = _note(purpose, email, request)
    failed = False
    try:
        yield
    except ValidationError:
        failed = True
        _log_refusal("try_refused", note, email)
        raise
    finally:
        if not failed:
            note.delete()
        elif is_last:
            _log_limit(note, email)


def note_request(purpose: Purpose, email: str, request: HttpRequest) -> None:
    """Count a request that has no right or wrong answer. Raise `LockedOutError` if there are too many."""
    _note(purpose, email, request)


def unlock(email: str) -> int:
    """Delete the failures of this account, and return their number."""
    return SignInFailure.objects.filter(purpose=Purpose.SIGN_IN, account_key=account_key(email)).delete()[0]


def recent_failures(email: str) -> int:
    """Return the number of attempts that count against this account now. `PER_ACCOUNT` of them lock it."""
    return SignInFailure.objects.filter(
        purpose=Purpose.SIGN_IN, account_key=account_key(email), at__gt=timezone.now() - WINDOW
    ).count()


def _note(purpose: Purpose, email: str, request: HttpRequest) -> tuple[SignInFailure, bool]:
    """Record an attempt. Return it, and whether it is the last that is allowed. Raise `LockedOutError`."""
    note = SignInFailure.objects.create(
        purpose=purpose, account_key=account_key(email), address=network_of(client_address(request))
    )
    recent = SignInFailure.objects.filter(purpose=purpose, at__gt=note.at - WINDOW)
    of_account = list(recent.filter(account_key=note.account_key).values_list("at", flat=True))
    of_address = list(recent.filter(address=note.address).values_list("at", flat=True))
    if len(of_account) <= PER_ACCOUNT and len(of_address) <= PER_ADDRESS:
        return note, len(of_account) == PER_ACCOUNT or len(of_address) == PER_ADDRESS
    note.delete()  # a refused try must not make the lock last
    _log_refusal("locked_out", note, email)
    if len(of_account) > PER_ACCOUNT:
        raise LockedOutError(
            _(
                "Too many attempts with this address. Try again at %(time)s, or choose a new password "
                "with “Forgotten password?”: you will then sign in at once."
            )
            % {"time": _next_try(of_account)}
        )
    raise LockedOutError(
        _("Too many wrong passwords came from your network. Try again at %(time)s.")
        % {"time": _next_try(of_address)}
    )


def _next_try(tries: list[datetime.datetime]) -> str:
    """Return the time of day at which the oldest attempt stops counting, rounded up to the minute."""
    return format_time(min(tries) + WINDOW + datetime.timedelta(minutes=1))


def _log_refusal(event: str, note: SignInFailure, email: str) -> None:
    """Log a refused attempt. This takes the same work whether the account exists or not."""
    numbers = list(User.objects.filter(email__iexact=email).values_list("pk", flat=True))
    log_security_event(
        event,
        level=logging.WARNING,
        purpose=str(note.purpose),
        account=numbers[0] if numbers else None,
        network=note.address,
    )


def _log_limit(note: SignInFailure, email: str) -> None:
    """Log that a limit is reached. This takes the same work whether the account exists or not."""
    account = User.objects.filter(email__iexact=email).first()
    log(
        account or note,
        "accounts.lock",
        title=str(account or _("unknown address")),
        data={"address": note.address},
    )
