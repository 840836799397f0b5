"""A report or an appeal that was sent after the session had expired, kept while its author signs in again.

As `drafts` does for comments: the text waits in the anonymous session, bound to the agent and the address
that the form had signed, and is shown to nobody else.
"""

from typing import TypedDict

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django_htmx.http import HttpResponseClientRedirect

from portal.accounts.models import User
from portal.accounts.requests import AgentRequest

_SALT = "participation.kept-text"
_SESSION_KEY = "participation_kept_text"


class KeptText(TypedDict):
    agent: int
    place: str
    text: str


def sign_form(agent: User, place: str) -> str:
    """A token that says for whom and at which address a form was shown."""
    return signing.dumps([agent.pk, place], salt=_SALT)


def require_same_agent(request: AgentRequest) -> None:
    """Refuse to send one person's text in the name of another who signed in meanwhile."""
    token = request.POST.get("agent", "")
    if token and _signed_agent(token, request.path) != request.user.pk:
        raise PermissionDenied


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back here; what one of our forms sent waits meanwhile."""
    agent = _signed_agent(request.POST.get("agent", ""), request.path)
    if agent is not None:
        request.session[_SESSION_KEY] = KeptText(
            agent=agent, place=request.path, text=request.POST.get("text", "")
        )
    sign_in = redirect_to_login(request.path)
    is_htmx = request.headers.get("HX-Request") == "true"
    return HttpResponseClientRedirect(sign_in.url) if is_htmx else sign_in


def find_text(request: AgentRequest) -> str:
    """What this person wrote at this address before signing in again; empty if nothing."""
    kept: KeptText | None = request.session.get(_SESSION_KEY)
    if kept and (kept["agent"], kept["place"]) == (request.user.pk, request.path):
        return kept["text"]
    return ""


def drop_text(request: AgentRequest) -> None:
    if find_text(request):
        del request.session[_SESSION_KEY]


def _signed_agent(token: str, place: str) -> int | None:
    try:
        agent, signed_place = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return agent if signed_place == place else None
