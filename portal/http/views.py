"""Error views."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from .work import current_work

# Fields in which people write at length.
WRITTEN = ("text", "message", "availability", "note", "reasoning")


def server_error(request: HttpRequest) -> HttpResponse:
    """Show the page of an error 500.

    It needs no database, and names the request as the log does.
    """
    work = current_work()
    return HttpResponse(render_to_string("500.html", {"reference": work.name if work else ""}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form whose token is missing or old, and show what was written in it.

    The text is shown only if the form came from one of our pages, so that another site cannot put words here.
    """
    ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    if request.headers.get("HX-Request") == "true" and ours:
        # htmx shows no refusal: the page comes anew, with the draft of the comment and a valid token.
        messages.warning(
            request, _("This page had been open for too long and has been renewed. Send your text again.")
        )
        return HttpResponseClientRefresh()
    written = [request.POST[field] for field in WRITTEN if request.POST.get(field)] if ours else []
    return render(request, "403_csrf.html", {"written": written}, status=403)
