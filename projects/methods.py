"""Helpers for views with forms."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRefresh, retarget

from portal.accounts.requests import AgentRequest
from portal.common.text import has_something_to_read

takes_a_form = require_http_methods(["GET", "HEAD", "POST"])

_LONGEST_TEXT = 20_000  # characters given back: more than any form takes


def give_text_back(request: AgentRequest, *, name: str = "text", title: str = "") -> HttpResponse:
    """Not found, with the text that was sent: its page was unpublished under the open form.

    Nothing is said of the page, which this person may not read. Raises `Http404` if no text was sent.
    `title` names the field of a title, given back above its text.
    """
    sent = [request.POST.get(field, "") for field in (title, name)] if request.method == "POST" else []
    text = "\n\n".join(filter(None, sent))
    if not has_something_to_read(text):
        raise Http404
    context = {"text": text[:_LONGEST_TEXT], "is_part": bool(request.htmx)}
    response = render(request, "projects/text_given_back.html", context, status=404)
    return retarget(response, "#commentaires") if request.htmx else response


def show_anew(request: AgentRequest, address: str) -> HttpResponse:
    """Return the page with its messages.

    htmx would put the target of a redirect inside the part of the page that asked.
    """
    return HttpResponseClientRefresh() if request.htmx else redirect(address)
