"""The bare view that pages are compared with: constant text, the session, its account and one row.

It runs with Django's usual middleware, and without that of the portal.
"""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path

from portal.accounts.models import Organisation, User

MIDDLEWARE = [
    "bench.bare.BareMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEXT = ("<!doctype html><html lang=fr><title>bare</title><main>" + "<p>the text of a bare page</p>" * 1000)[
    :20480
]


class BareMiddleware:
    """Give the request the addresses of this module instead of the portal's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.urlconf = __name__  # type: ignore[attr-defined]
        return self.get_response(request)


def bare(request: HttpRequest) -> HttpResponse:
    """Answer 20 kB, having read the account of the session and a row."""
    agent = User.objects.get(pk=request.session[SESSION_KEY])
    row = Organisation.objects.get(pk=agent.organisation_id)
    return HttpResponse(TEXT, headers={"X-Bare": str(row.pk)})


urlpatterns = [path("", bare)]
