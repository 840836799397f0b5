"""The last step of every way to sign in: the session of a person whose identity is proven."""

from django.contrib.auth import login
from django.http import HttpRequest

from .models import User

# Session keys: when this agent signed in before this time (ISO 8601, or None the first time), and how.
PREVIOUS_VISIT = "previous_visit"
METHOD = "sign_in_method"


def open_session(request: HttpRequest, user: User, *, method: str) -> None:
    """Sign `user` in under a new session key, and remember the previous visit, for what is new since.

    `method` says what proved the identity: "password", "ldap" or "oidc".
    """
    previous = user.last_login  # signing in replaces it
    login(request, user, backend="portal.accounts.backends.AgentBackend")
    request.session[PREVIOUS_VISIT] = previous.isoformat() if previous else None
    request.session[METHOD] = method
