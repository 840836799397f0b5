"""Helpers for views with forms."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from portal.accounts.requests import AgentRequest

takes_a_form = require_http_methods(["GET", "HEAD", "POST"])


def show_anew(request: AgentRequest, address: str) -> HttpResponse:
    """Return the page with its messages.

    htmx would put the target of a redirect inside the part of the page that asked.
    """
    return HttpResponseClientRefresh() if request.htmx else redirect(address)
