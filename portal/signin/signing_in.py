"""The last step of every sign-in: open the session of a person whose identity is proven."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import SESSION_KEY, login
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from wagtail.log_actions import log

from portal.accounts.models import User
from portal.http.client_address import client_address

from . import lockout, second_factor
from .sessions import DEVICE, browser_in_words

# Session keys: when this agent signed in before this time (ISO 8601, or None the first time), and how.
PREVIOUS_VISIT = "previous_visit"
METHOD = "sign_in_method"
# Session key of a visitor who gave a right password and still owes a code.
PENDING = "pending_sign_in"
PENDING_FOR = 5 * 60  # seconds


@dataclass(frozen=True)
class PendingSignIn:
    """A sign-in that waits for the code of the second factor."""

    user: User
    method: str
    next_url: str


def open_session(request: HttpRequest, user: User, *, method: str, next_url: str = "/") -> str:
    """Sign `user` in under a new session key, and return the address to send them to.

    The address is `next_url`, which the caller has checked. If the account has a second factor, it is the
    page that asks for a code: nobody is signed in until the code is right. Always redirect to the returned
    address. What the caller has put in the session is kept.

    `method` names what proved the identity: "password", "ldap" or "oidc".
    """
    if second_factor.is_on(user):
        _ask_for_a_code(request, user, method, next_url)
        return reverse("second_factor")
    _sign_in(request, user, method)
    return next_url


def pending_sign_in(request: HttpRequest) -> PendingSignIn | None:
    """Return the sign-in that waits for a code. A closed account or a new password ends the wait."""
    pending: dict[str, Any] | None = request.session.get(PENDING)
    if pending is None or timezone.now().timestamp() > pending["until"]:
        return None
    user = User.objects.filter(pk=pending["user"], is_active=True).first()
    if user is None or not constant_time_compare(pending["hash"], user.get_session_auth_hash()):
        return None
    return PendingSignIn(user, pending["method"], pending["next"])


def finish_sign_in(request: HttpRequest, pending: PendingSignIn) -> str:
    """Sign in the person who gave the right code, and return the address to send them to."""
    del request.session[PENDING]
    _sign_in(request, pending.user, pending.method)
    return pending.next_url


def _ask_for_a_code(request: HttpRequest, user: User, method: str, next_url: str) -> None:
    if SESSION_KEY in request.session:
        request.session.flush()  # somebody else's, on a shared computer
    else:
        request.session.cycle_key()
    request.session[PENDING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "method": method,
        "next": next_url,
        "until": timezone.now().timestamp() + PENDING_FOR,
    }


def _sign_in(request: HttpRequest, user: User, method: str) -> None:
    previous = user.last_login  # signing in replaces it
    login(request, user, backend="portal.signin.backends.AgentBackend")
    request.session[PREVIOUS_VISIT] = previous.isoformat() if previous else None
    request.session[METHOD] = method
    address = client_address(request)
    request.session[DEVICE] = {
        "address": address,
        "browser": browser_in_words(request.headers.get("User-Agent", "")),
    }
    lockout.unlock(user.email)
    if user.has_perm("wagtailadmin.access_admin"):
        log(user, "accounts.sign_in", user=user, data={"method": method, "address": address})
