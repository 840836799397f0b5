"""Sign-in and sign-out through the OpenID provider."""

import logging
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from portal.http.client_address import client_address, network_of
from portal.http.log_words import describe
from portal.http.logs import log_security_event

from ..signing_in import open_session
from . import oidc
from .identities import BindingNeeded, Refusal, admit, remember_binding
from .models import Identity
from .provider import ProviderUnavailable, is_configured

logger = logging.getLogger(__name__)


@login_not_required
@never_cache
@require_GET
def sign_in(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider. A link leads here: the content policy would stop a form."""
    _require_provider()
    try:
        address = oidc.begin(
            request.session,
            redirect_uri=request.build_absolute_uri(reverse("oidc_return")),
            next=request.GET.get("next", ""),
        )
    except ProviderUnavailable as refusal:
        return _refused(request, refusal)
    return redirect(address)


@login_not_required
@never_cache
@require_GET
def sign_in_return(request: HttpRequest) -> HttpResponse:
    """Receive the browser with the provider's answer, and sign the person in."""
    _require_provider()
    try:
        finished = oidc.finish(request.session, request.GET)
        user = admit(finished.person)
    except BindingNeeded as needed:
        remember_binding(request.session, needed)
        if not needed.can_prove:
            return _refused(request, needed)
        messages.info(request, str(needed.message))
        return redirect("login")
    except Refusal as refusal:
        return _refused(request, refusal)
    inside = url_has_allowed_host_and_scheme(
        finished.next, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    address = open_session(
        request, user, method=finished.person.source, next_url=finished.next if inside else "/"
    )
    identity = Identity.objects.get(issuer=finished.person.issuer, subject=finished.person.subject)
    oidc.remember(request.session, identity, finished)
    return redirect(address)


class SignOutView(LogoutView):
    """Sign out of the portal in any case, then of the provider if the session came from it."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        leaving = oidc.sign_out_address(
            request.session, return_to=request.build_absolute_uri(reverse("oidc_signed_out"))
        )
        oidc.erase_record(request.session)
        response = super().post(request, *args, **kwargs)
        if leaving is None:
            return response
        address, request.session[oidc.LOGOUT_STATE] = leaving
        # A page that goes on by itself: the policy on forms would stop a redirection to another site.
        return render(request, "registration/signing_out.html", {"address": address})


@login_not_required
@never_cache
@require_GET
def signed_out(request: HttpRequest) -> HttpResponse:
    """Receive the browser after the provider has signed the person out too."""
    state = request.session.pop(oidc.LOGOUT_STATE, None)
    if state and state == request.GET.get("state"):
        messages.success(request, _("You are signed out of the portal and of your organisation’s account."))
    return redirect("login")


@login_not_required
@csrf_exempt
@never_cache
@require_POST
def provider_logout(request: HttpRequest) -> HttpResponse:
    """End the sessions that the provider names (back-channel logout). The token proves that it asks."""
    _require_provider()
    try:
        oidc.obey_logout(request.POST.get("logout_token"))
    except ProviderUnavailable as refusal:
        logger.warning("A logout token could not be verified: %s", refusal)
        return JsonResponse({"error": "temporarily_unavailable"}, status=503)
    except Refusal as refusal:
        log_security_event("logout_token_refused", level=logging.WARNING, reason=describe(refusal))
        return JsonResponse({"error": "invalid_request"}, status=400)
    return HttpResponse()


def _require_provider() -> None:
    if not is_configured():
        raise Http404


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    log_security_event(
        "sign_in_refused", level=logging.WARNING, method="oidc", network=network_of(client_address(request)),
        reason=describe(refusal),
    )  # fmt: skip
    status = 503 if isinstance(refusal, ProviderUnavailable) else 403
    return render(request, "registration/refused.html", {"reason": refusal.message}, status=status)
