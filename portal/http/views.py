"""Error views."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from .work import current_work


def server_error(request: HttpRequest) -> HttpResponse:
    """Show the page of an error 500. It needs no database, and names the request as the log does."""
    work = current_work()
    return HttpResponse(render_to_string("500.html", {"reference": work.name if work else ""}), status=500)
