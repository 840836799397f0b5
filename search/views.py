"""The results page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.accounts.requests import AgentRequest
from search.query import MAX_QUERY_LENGTH
from search.results import Results


@require_safe
def results(request: AgentRequest) -> HttpResponse:
    """What matches `q`, of the kind `type`, about the `theme`s; its fragment alone for htmx."""
    typed = str(request.GET.get("q", ""))
    if len(typed) > MAX_QUERY_LENGTH:
        # Links of the page repeat the address: not the whole of a pasted document.
        shortened = request.GET.copy()
        shortened["q"] = typed[:MAX_QUERY_LENGTH]
        request.GET = shortened  # type: ignore[assignment]
        request.META["QUERY_STRING"] = shortened.urlencode()
    found = Results.from_request(request)
    template = "search/includes/results.html" if request.htmx else "search/results.html"
    return render(request, template, {"found": found, "query": found.query})
