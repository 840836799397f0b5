"""Recovery of what was typed into a form that cannot be accepted.

The session ended, the token went stale, the form was refused or its page vanished. The fields then wait in
the session of the browser, bound to the account to which the form was shown. That person comes back to the
same place and finds the form filled in (`form_filling`). Nobody else sees it: the text is deleted as soon as
another account signs in, and at sign-out with the session. Passwords, codes and files are never kept.
"""

import re
from collections.abc import Callable
from typing import Any, TypedDict
from urllib.parse import unquote, urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import Promise
from django.utils.http import escape_leading_slashes, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import HttpResponseClientRedirect, reselect, reswap, retarget

from .form_filling import Fields, Form, Page
from .form_owner import OWNER_FIELD, owner_of
from .work import reference_of

# Characters of one form, names included: an action with all its blocks takes a tenth of that.
LONGEST_FORM = 500_000
LONGEST_PLACE = 2_000
DISCARD_FIELD = "_discard"
# Names of fields that nobody finds again in a session. `tests/http` checks every form against it.
SECRET = re.compile(r"passw|secret|code|otp|csrf|token", re.IGNORECASE)
# What people do not write: numbers and keys.
_KEY = re.compile(r"[0-9a-f-]*", re.IGNORECASE)
# What buttons and choices send, when it stands alone.
_CHOICE = re.compile(r"[a-z0-9_.:/-]*")
_SESSION_KEY = "kept_form"
# What these save, when it is sent without a button of theirs, is a draft. All other forms act at once.
_PAGE_EDITORS = {"wagtailadmin_pages:add", "wagtailadmin_pages:edit"}
TEMPLATE = "form_recovery/given_back.html"
_GONE = {
    403: gettext_lazy("While you were writing, this was closed to you or to everybody: nothing was sent."),
    404: gettext_lazy("While you were writing, the page was taken off or closed to you: nothing was sent."),
}


class KeptForm(TypedDict):
    """A form that waits for its author."""

    owner: int
    place: str  # where the form was shown: path and query
    address: str  # where it is sent: path
    fields: Fields
    note: str


def ask_to_sign_in(request: HttpRequest) -> HttpResponse | None:
    """Keep the form of a person whose session ended, and send them to sign in.

    Return None if there is no such form.
    """
    owner = owner_of(request)
    if owner is None or not _is_sent_by_a_person(request):
        return None
    note = _(
        "Your session had expired: nothing was sent, and your text was kept. Read it again, then send it."
    )
    if not _keep(request, owner, note):
        return give_back(request, _("Your session had expired: nothing was sent."), status=403)
    if _texts(_fields(request)):
        messages.warning(
            request,
            _("Your session had expired. Sign in: what you wrote is kept, and you will find it again."),
        )
    return _go(request, redirect_to_login(_place(request)).url)


def come_back(request: HttpRequest, note: str) -> HttpResponse | None:
    """Bring a person back to their form, filled in, with this note.

    Return None if the form is not known to be theirs.
    """
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    if owner_of(request) != request.user.pk or not _is_sent_by_a_person(request):
        return None
    if not _keep(request, request.user.pk, note):
        return give_back(request, note, status=403)
    if not _texts(_fields(request)):  # a button: there is no field to say it in
        messages.warning(request, note)
    return _go(request, _place(request))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form whose token is missing or old, and bring its author back to it.

    The author is brought back only if one of our pages sent the form, so that another site cannot put words
    here (`CSRF_FAILURE_VIEW`).
    """
    note = _("This page had been open for too long: nothing was sent. Read your text again, then send it.")
    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    return (is_ours and come_back(request, note)) or render(request, "403_csrf.html", status=403)


class FormRecoveryMiddleware:
    """Give back what was typed, on the next visit of its place or in the answer that refuses it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        kept = _kept(request)
        response = self.get_response(request)
        if request.method == "POST":
            return _after_form(request, response, kept)
        is_visit = request.method == "GET" and _is_sent_by_a_person(request) and not _is_htmx(request)
        if kept and is_visit and request.path == _path(kept["place"]):
            return _bring_back(request, response, kept)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Refuse a form that was shown to another person than its sender."""
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return None
        if request.user.is_authenticated and owner_of(request) not in (None, request.user.pk):
            raise PermissionDenied
        if DISCARD_FIELD in request.POST:
            request.session.pop(_SESSION_KEY, None)
            messages.success(request, _("The text is discarded."))
            return _go(request, _place(request))
        return None


def _after_form(request: HttpRequest, response: HttpResponseBase, kept: KeptForm | None) -> HttpResponseBase:
    status = _refusal(request, response)
    if status is not None:
        if _is_readable_by_sender(request, response) and _texts(_fields(request)):
            return give_back(request, _GONE[status], status=status)
    elif kept and request.path == kept["address"] and request.session.get(_SESSION_KEY) is kept:
        del request.session[_SESSION_KEY]  # the view had it: it is taken, or shown again with what is wrong
    return response


def _refusal(request: HttpRequest, response: HttpResponseBase) -> int | None:
    """Return 403 or 404 if the form could not even be read.

    The administration refuses by a redirect to its home page.
    """
    home = reverse("wagtailadmin_home")
    if request.path.startswith(home) and response.headers.get("Location") == home:
        return 404
    return response.status_code if response.status_code in _GONE else None


def _is_readable_by_sender(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Return True if this refused form came from a page of this person, and a page answers it."""
    return (
        getattr(request, "csrf_processing_done", False)
        and request.user.is_authenticated
        and owner_of(request) in (None, request.user.pk)
        and _is_sent_by_a_person(request)
        and response.headers.get("Content-Type", "").startswith("text/html")
    )


def _bring_back(request: HttpRequest, response: HttpResponseBase, kept: KeptForm) -> HttpResponseBase:
    """Return the page with the form filled in.

    If it has no such form, return the form's own address or, at worst, the text to copy.
    """
    if response.status_code == 200 and isinstance(response, HttpResponse):
        page = Page(response.content)
        form = page.find_form(kept["address"], here=request.get_full_path(), fields=kept["fields"])
        if form:
            return _show(request, response, page, form, kept)
    texts = _texts(kept["fields"])
    if texts and request.path != kept["address"]:
        request.session[_SESSION_KEY] = {**kept, "place": kept["address"]}
        return HttpResponseRedirect(kept["address"])
    if texts:
        return _give_kept_back(request, kept)
    del request.session[_SESSION_KEY]
    return response


def _show(
    request: HttpRequest, response: HttpResponse, page: Page, form: Form, kept: KeptForm
) -> HttpResponse:
    if not form.is_filled_in_by_hand():
        del request.session[_SESSION_KEY]
        return response
    if _saves_a_draft(kept["address"]):
        # Scripts build this form: only its own answer to a POST shows all the fields.
        fields = [
            (name, value)
            for name, values in kept["fields"].items()
            if not name.startswith("action-")  # what was to be published is saved as a draft first
            for value in values
        ]
        return render(request, "form_recovery/resume.html", {"kept": kept, "fields": fields})
    names = form.names()
    if _texts({name: values for name, values in kept["fields"].items() if name not in names}):
        # A script would have built the fields that are missing.
        return _give_kept_back(request, kept, form=kept["place"])
    form.fill(kept["fields"], is_secret=lambda name: bool(SECRET.search(name)))
    page.explain(form, note=kept["note"], discard_field=DISCARD_FIELD, discard=_("Discard this text"))
    response.content = page.as_html()
    return response


def _saves_a_draft(address: str) -> bool:
    try:
        return resolve(address).view_name in _PAGE_EDITORS
    except Resolver404:
        return False


def _give_kept_back(request: HttpRequest, kept: KeptForm, *, form: str = "") -> HttpResponse:
    del request.session[_SESSION_KEY]
    context = {"why": kept["note"], "text": "\n\n".join(_texts(kept["fields"])), "form": form}
    return render(request, TEMPLATE, context)


def give_back(request: HttpRequest, why: str | Promise, *, status: int) -> HttpResponse:
    """Return a page with what was typed, to copy. It says nothing about the page that refused it."""
    context = {"why": why, "text": "\n\n".join(_texts(_fields(request)))}
    if not _is_htmx(request):
        return render(request, TEMPLATE, {**context, "reference": reference_of(request)}, status=status)
    response = render(request, TEMPLATE, context)  # htmx shows no answer that says 404
    return reswap(reselect(retarget(response, "main"), "main"), "outerHTML")


def _keep(request: HttpRequest, owner: int, note: str) -> bool:
    """Keep the form of this request instead of an earlier one. Return False if it is too long."""
    fields = _fields(request)
    if sum(len(name) + sum(map(len, values)) for name, values in fields.items()) > LONGEST_FORM:
        return False
    request.session[_SESSION_KEY] = KeptForm(
        owner=owner, place=_place(request), address=request.path, fields=fields, note=note
    )
    return True


def _kept(request: HttpRequest) -> KeptForm | None:
    """Return the form that waits for this person. A form that waits for somebody else is deleted."""
    if not request.user.is_authenticated:
        return None
    kept: KeptForm | None = request.session.get(_SESSION_KEY)
    if kept and kept["owner"] != request.user.pk:
        del request.session[_SESSION_KEY]
        return None
    return kept


def _fields(request: HttpRequest) -> Fields:
    return {
        name: values
        for name, values in request.POST.lists()
        if name not in (OWNER_FIELD, DISCARD_FIELD) and not SECRET.search(name)
    }


def _texts(fields: Fields) -> list[str]:
    """Return what a person wrote in the fields of a form.

    The list is empty if the fields hold only keys and choices.
    """
    values = [value.strip() for values in fields.values() for value in values]
    written = [value for value in values if not _KEY.fullmatch(value) and any(map(_is_seen, value))]
    return written if any(not _CHOICE.fullmatch(value) for value in written) else []


def _is_seen(character: str) -> bool:
    return character.isprintable() and not character.isspace()


def _place(request: HttpRequest) -> str:
    """Return the address where the form was shown, as the browser says, or else where it is sent."""
    url = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(url, {request.get_host()}) or len(url) > LONGEST_PLACE:
        return request.get_full_path()
    parts = urlsplit(url)
    place = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return escape_leading_slashes(place)  # "//name/" would lead to another site


def _path(place: str) -> str:
    return unquote(urlsplit(place).path)


def _go(request: HttpRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if _is_htmx(request) else HttpResponseRedirect(address)


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _is_sent_by_a_person(request: HttpRequest) -> bool:
    """Return False for a script of the administration that saves by itself and shows no page."""
    return _is_htmx(request) or request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
