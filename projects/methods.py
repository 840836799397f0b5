"""What views that take forms share."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from portal.accounts.requests import AgentRequest

takes_a_form = require_http_methods(["GET", "HEAD", "POST"])


def show_anew(request: AgentRequest, address: str) -> HttpResponse:
    """The page with its messages: htmx would put what a redirect leads to inside the part that asked."""
    return HttpResponseClientRefresh() if request.htmx else redirect(address)
