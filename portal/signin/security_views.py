"""My security: my open sessions and my second factor."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.requests import AgentRequest

from . import second_factor
from .forms import WRONG_CODE, CodeForm, TurnOnForm
from .sessions import Session, end_sessions


@require_safe
def security(request: AgentRequest) -> HttpResponse:
    """Show the page “Security of my account”."""
    on = second_factor.is_on(request.user)
    return render(
        request,
        "signin/security.html",
        {
            "sessions": Session.objects.open_for(request.user.pk).order_by("-last_seen"),
            "session_key": request.session.session_key,
            "second_factor_is_on": on,
            "recovery_codes_left": second_factor.recovery_codes_left(request.user) if on else 0,
        },
    )


@require_POST
def end_session(request: AgentRequest) -> HttpResponse:
    """End one of my sessions. Answer 404 for a session that is not mine."""
    handle = request.POST.get("session", "")
    for session in Session.objects.filter(user=request.user).exclude(session_key=request.session.session_key):
        if session.handle == handle:
            session.delete()
            messages.success(request, _("This device is signed out."))
            return redirect("security")
    raise Http404


@require_POST
def end_other_sessions(request: AgentRequest) -> HttpResponse:
    """End all of my other sessions."""
    ended = end_sessions(request.user.pk, but=request.session.session_key)
    messages.success(
        request,
        ngettext("%(count)s device is signed out.", "%(count)s devices are signed out.", ended)
        % {"count": ended},
    )
    return redirect("security")


@never_cache
@sensitive_post_parameters()
def turn_on_second_factor(request: AgentRequest) -> HttpResponse:
    """Propose a secret, confirm it by a code, then show the recovery codes once."""
    if second_factor.is_on(request.user):
        return redirect("security")
    if request.method == "POST":
        form = TurnOnForm(request.POST, user=request.user, request=request)
        if form.is_valid():
            request.session.cycle_key()
            try:
                codes = second_factor.turn_on(
                    user=request.user,
                    device=form.device,
                    code=form.cleaned_data["code"],
                    session_key=request.session.session_key,
                )
            except second_factor.WrongCodeError:
                form.add_error("code", WRONG_CODE)
            else:
                return render(request, "signin/recovery_codes.html", {"codes": codes})
        if "secret" in form.errors:
            messages.error(request, str(form.errors["secret"][0]))
            return redirect("turn_on_second_factor")
        device = form.device
    else:
        secret = second_factor.propose_secret(request.user)
        form = TurnOnForm(initial={"secret": secret}, user=request.user, request=request)
        device = second_factor.read_secret(request.user, secret)
    return render(
        request,
        "signin/turn_on_second_factor.html",
        {
            "form": form,
            "image": second_factor.secret_as_image(device, _("QR code to scan with your application")),
            "secret": second_factor.secret_in_text(device),
        },
        status=422 if form.is_bound else 200,
    )


@never_cache
def turn_off_second_factor(request: AgentRequest) -> HttpResponse:
    """Turn my second factor off, against a last code."""
    if not second_factor.is_on(request.user):
        return redirect("security")
    data = request.POST if request.method == "POST" else None
    form = CodeForm(data, user=request.user, request=request)
    if form.is_valid():
        second_factor.turn_off(user=request.user, by=request.user)
        request.session.cycle_key()
        messages.success(request, _("Two-step verification is turned off."))
        return redirect("security")
    return render(
        request,
        "signin/turn_off_second_factor.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )
