"""Answers for machines: probes and Prometheus. They need no session, no language and no template."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from .report import portal_health

HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@login_not_required
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Say that the process answers. Nothing else is asked: another process would not do better."""
    return JsonResponse({"state": "ok"}, headers=HEADERS)


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Say what works. 503: send nobody here. Details are for who has the token of the metrics."""
    report = portal_health().report()
    in_detail = has_token(request)
    said: dict[str, Any] = {
        name: {"ok": outcome.ok} | ({"detail": outcome.detail} if in_detail else {})
        for name, outcome in report.outcomes.items()
    }
    status = 200 if report.is_ready else 503
    return JsonResponse({"state": report.state, "checks": said}, status=status, headers=HEADERS)


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give the metrics to who has the token. For anybody else there is no such address."""
    if not has_token(request):
        return HttpResponseNotFound(headers=HEADERS)
    from .exposition import CONTENT_TYPE, exposition  # its library is optional

    return HttpResponse(exposition(), content_type=CONTENT_TYPE, headers=HEADERS)


def has_token(request: HttpRequest) -> bool:
    """Return True if the request carries `settings.METRICS_TOKEN`, and there is one."""
    scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
    if not settings.METRICS_TOKEN or scheme.lower() != "bearer":
        return False
    return constant_time_compare(given, settings.METRICS_TOKEN)
