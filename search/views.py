"""The results page, suggestions while typing, and searches that are kept."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.accounts.requests import AgentRequest
from search.engines.base import SearchUnavailableError
from search.forms import SaveSearchForm
from search.models import SavedSearch
from search.query import MAX_QUERY_LENGTH
from search.query_log import query_log
from search.results import Results
from search.saved import SavedSearchError, save_search
from search.suggestions import suggestions_for

MAX_ADDRESS_LENGTH = 4000  # characters of a results page's address that are read again


@require_safe
def results(request: AgentRequest) -> HttpResponse:
    """Show what matches the address. For htmx, answer its fragment alone."""
    typed = str(request.GET.get("q", ""))
    if len(typed) > MAX_QUERY_LENGTH:
        # Links of the page repeat the address: not the whole of a pasted document.
        shortened = request.GET.copy()
        shortened["q"] = typed[:MAX_QUERY_LENGTH]
        request.GET = shortened  # type: ignore[assignment]
        request.META["QUERY_STRING"] = shortened.urlencode()
    return _show(request)


def _show(request: AgentRequest, refused: SaveSearchForm | None = None) -> HttpResponse:
    found = Results.from_request(request)
    if found.is_first_look:
        query_log.note(found.query, found=found.answer.total)
    template = "search/results_answer.html" if request.htmx else "search/results.html"
    context = {
        "found": found,
        "query": found.query,
        "address": request.META["QUERY_STRING"],
        # The form is the same for all until it is refused, and kept.
        "save_form": refused or SimpleLazyObject(SaveSearchForm),
        "kept_as": None if refused else "new",
        # A link among the results goes with them; a field has its id, and htmx leaves it the focus.
        "focuses_count": request.htmx.boosted,
    }
    return render(request, template, context)


@require_safe
def suggestions(request: AgentRequest) -> JsonResponse:
    """Answer what completes `q`: options for the combobox, and a message for those who cannot see them."""
    typed = str(request.GET.get("q", ""))[:MAX_QUERY_LENGTH]
    try:
        options = suggestions_for(typed, request)
    except SearchUnavailableError:
        options = []
    count = len(options)
    status = (
        ngettext(
            "%(count)s suggestion: down arrow to choose", "%(count)s suggestions: down arrow to choose", count
        )
        % {"count": count}
        if options
        else ""
    )
    return JsonResponse(
        {
            "options": [
                {"label": option.label, "kind": option.kind, "url": option.url} for option in options
            ],
            "status": status,
        }
    )


def save(request: AgentRequest) -> HttpResponse:
    """Keep the search of a results page under a name. A plain visit, after signing in again, leads there."""
    if request.method != "POST":
        return redirect("search:results")
    form = SaveSearchForm(request.POST)
    if form.is_valid():
        try:
            saved = save_search(
                agent=request.user, name=form.cleaned_data["name"], query=form.cleaned_data["query"]
            )
        except SavedSearchError as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("“%(name)s” is kept: find it in your space.") % {"name": saved.name})
            return redirect(saved.get_absolute_url())
    # The results again, with what was typed and the reason beside it.
    request.META["QUERY_STRING"] = str(form["query"].value() or "")[:MAX_ADDRESS_LENGTH]
    request.GET = QueryDict(request.META["QUERY_STRING"])
    return _show(request, form)


def remove(request: AgentRequest, pk: int) -> HttpResponse:
    """Keep a search no longer."""
    if request.method != "POST":
        return redirect(settings.MY_SPACE_URL)
    saved = get_object_or_404(SavedSearch, pk=pk, agent=request.user)
    saved.delete()
    messages.success(request, _("“%(name)s” is no longer kept.") % {"name": saved.name})
    return redirect(f"{reverse(settings.MY_SPACE_URL)}#mes-recherches")
