"""A form that was sent after the session had expired, kept while its author signs in again.

As `comments.drafts` does for comments: what was typed waits in the anonymous session, bound to the agent and
the address that the form had signed, and is shown to nobody else.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypedDict

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django_htmx.http import HttpResponseClientRedirect

from portal.accounts.models import User
from portal.accounts.requests import AgentRequest

_SALT = "projects.kept-text"
_SESSION_KEY = "projects_kept_text"

View = Callable[..., HttpResponse]


class KeptForm(TypedDict):
    """The fields of a form that wait for their author."""

    agent: int
    place: str
    fields: dict[str, str]


def keeps_texts(*fields: str) -> Callable[[View], View]:
    """Let an expired session keep these fields of the view's form, and nobody send them in another's name.

    The form is a `SignedForm`; the view begins it with `kept(request)`, and calls `drop_texts` once done.
    """

    def decorate(view: View) -> View:
        @login_not_required
        @wraps(view)
        def answer(request: AgentRequest, **parameters: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return _sign_in_first(request, fields)
            token = request.POST.get("agent", "")
            if token and _signed_agent(token, request.path) != request.user.pk:
                raise PermissionDenied
            return view(request, **parameters)

        return answer

    return decorate


def kept(request: AgentRequest) -> dict[str, str]:
    """Return the fields that this person sent here before signing in again, and the token of the form."""
    return {**_find(request), "agent": _sign(request.user, request.path)}


def drop_texts(request: AgentRequest) -> None:
    """Delete the fields that wait for this person here."""
    if _find(request):
        del request.session[_SESSION_KEY]


def _sign_in_first(request: AgentRequest, fields: tuple[str, ...]) -> HttpResponse:
    """To the sign-in page and back here; what one of our forms sent waits meanwhile."""
    agent = _signed_agent(request.POST.get("agent", ""), request.path)
    if agent is not None:
        request.session[_SESSION_KEY] = KeptForm(
            agent=agent, place=request.path, fields={name: request.POST.get(name, "") for name in fields}
        )
    sign_in = redirect_to_login(request.get_full_path())
    return HttpResponseClientRedirect(sign_in.url) if request.htmx else sign_in


def _find(request: AgentRequest) -> dict[str, str]:
    form: KeptForm | None = request.session.get(_SESSION_KEY)
    if form and (form["agent"], form["place"]) == (request.user.pk, request.path):
        return form["fields"]
    return {}


def _sign(agent: User, place: str) -> str:
    """Return a token of the agent and the address for which a form was shown."""
    return signing.dumps([agent.pk, place], salt=_SALT)


def _signed_agent(token: str, place: str) -> int | None:
    try:
        agent, signed_place = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return agent if signed_place == place else None


class SignedForm(forms.Form):
    """Says for whom it was shown: see `keeps_texts`."""

    agent = forms.CharField(required=False, widget=forms.HiddenInput)
