"""My data, my profile, my requests, my departure: each person sees and changes their own only."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.requests import AgentRequest
from portal.common.errors import RefusalError
from portal.common.personal_data import personal_data
from portal.common.retention import period_in_words

from .archive import write_archive
from .enums import RequestKind
from .forms import ClosingForm, ProfileForm, RequestForm
from .models import PrivacyRequest
from .services import LastAdministratorError, close_account, record_request


def _posted(request: AgentRequest) -> QueryDict | None:
    """Return what a form was sent with, even empty, or None on a visit."""
    return request.POST if request.method == "POST" else None


@never_cache
@require_safe
def my_data(request: AgentRequest) -> HttpResponse:
    """Show what the portal holds about me, in words, and my requests."""
    counted = [(kind, kind.held(request.user).count()) for kind in personal_data()]
    context = {
        "held": [(kind, count) for kind, count in counted if count],
        "not_held": [kind for kind, count in counted if not count],
        "requests": PrivacyRequest.objects.by(request.user),
    }
    return render(request, "privacy/my_data.html", context)


@never_cache
@require_POST
def download(request: AgentRequest) -> HttpResponseBase:
    """Answer the archive of my data. Nothing names whose data it is, so nobody asks for another's."""
    name = _("my-data-%(date)s.zip") % {"date": f"{timezone.localdate():%Y-%m-%d}"}
    return FileResponse(write_archive(user=request.user), as_attachment=True, filename=name)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: AgentRequest) -> HttpResponse:
    """Correct my name and my job title."""
    form = ProfileForm(_posted(request), instance=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Your profile is corrected."))
        return redirect(settings.MY_SPACE_URL)
    # A refused form has changed the account in memory, which the header shows.
    request.user.refresh_from_db(fields=["first_name", "last_name", "job_title"])
    return render(request, "privacy/profile.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: AgentRequest) -> HttpResponse:
    """Ask something about my data, or object to a use of it."""
    form = RequestForm(_posted(request), initial={"kind": request.GET.get("objet", "")})
    if form.is_valid():
        data = form.cleaned_data
        try:
            asked = record_request(
                agent=request.user,
                kind=RequestKind(data["kind"]),
                text=data["text"],
                submission=data["submission"],
            )
        except RefusalError as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("Your request is recorded under number %(number)s.") % {"number": asked.pk}
            )
            return redirect("my_data")
    return render(request, "privacy/ask.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: AgentRequest) -> HttpResponse:
    """Close my account, once I have read what stays and confirmed."""
    form = ClosingForm(_posted(request), user=request.user)
    if form.is_valid():
        try:
            close_account(user=request.user, forget_texts=form.cleaned_data["forget_texts"])
        except LastAdministratorError as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request)
            messages.success(request, _("Your account is closed."))
            return redirect(settings.LOGIN_URL)
    delay = period_in_words(settings.RETENTION["departed_agents"])
    return render(request, "privacy/close.html", {"form": form, "delay": delay})
