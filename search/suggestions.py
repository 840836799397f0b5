"""Suggestions of the search field while somebody types: pages, themes and queries."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.requests import AgentRequest
from portal.common.text import fold
from search.access import denied_prefixes
from search.addresses import addresses
from search.engines import get_engine
from search.enums import Kind
from search.models import QueryCount
from search.query import SearchRequest
from search.query_log import PERIOD

MOST_PAGES, MOST_QUERIES = 6, 3
SHORTEST = 2  # letters typed before anything is suggested
# A query is suggested to others once it was asked so often: it is then nobody's own.
WELL_KNOWN = 5
MOST_FREQUENT = 1000  # of these queries that are looked at
FREQUENT_KEY = "search.frequent"  # in the cache


@dataclass(frozen=True, slots=True)
class Option:
    """One line of the list: where it leads, and what it is in one word."""

    label: str
    kind: str
    url: str


def suggestions_for(typed: str, request: AgentRequest) -> list[Option]:
    """Return what completes the typed text, for this person.

    Raise `SearchUnavailableError` if the engine does not answer.
    """
    if len(typed.strip()) < SHORTEST:
        return []
    denied = denied_prefixes(request)
    found = get_engine().suggest(typed, denied, MOST_PAGES)
    urls = addresses(found, request)
    pages = [
        Option(suggestion.title, str(Kind(suggestion.kind).one), urls[suggestion.key])
        for suggestion in found
        if suggestion.key in urls
    ]
    results = reverse("search:results")
    queries = [
        Option(query, _("Search"), f"{results}?{urlencode({'q': query})}")
        for query in _well_known(typed, denied)
    ]
    return pages + queries


def _well_known(typed: str, denied: tuple[str, ...]) -> list[str]:
    """Return the frequent queries that begin with the typed text.

    The words of each stand together in a page that this person may read: what others look for must tell
    nothing of pages that are closed to them.
    """
    start = fold(typed)
    candidates = [query for query in _frequent() if query.startswith(start) and query != start]
    known = []
    for query in candidates[: 2 * MOST_QUERIES]:
        exact = " ".join(f'"{word}"' for word in query.split())
        if get_engine().search(SearchRequest(exact, denied=denied, page_size=1)).total:
            known.append(query)
    return known[:MOST_QUERIES]


def _frequent() -> list[str]:
    """Return the queries asked often, never in vain, the most frequent first. Read them once a minute."""
    known: list[str] | None = cache.get(FREQUENT_KEY)
    if known is None:
        counted = QueryCount.objects.values("query").annotate(total=Sum("asked"), in_vain=Sum("fruitless"))
        frequent = counted.filter(total__gte=WELL_KNOWN, in_vain=0).order_by("-total", "query")
        known = list(frequent.values_list("query", flat=True)[:MOST_FREQUENT])
        cache.set(FREQUENT_KEY, known, PERIOD)
    return known
