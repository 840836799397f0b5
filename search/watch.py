"""The watch of followed searches: it notifies agents of new results."""

import datetime
from typing import cast

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from portal.accounts.requests import AgentRequest
from projects.notifications.audience import request_of
from projects.notifications.enums import FollowKind
from projects.notifications.models import Follow
from projects.notifications.services.notifying import announce
from search.access import denied_prefixes
from search.addresses import addresses
from search.engines import get_engine
from search.models import SavedSearch
from search.notifications import FOUND_MORE
from search.results import Results

PERIOD = datetime.timedelta(hours=1)  # between two looks at the same search
MOST_AT_ONCE = 100  # searches of one run: the other commands of the schedule wait meanwhile
MOST_RESULTS = 1000  # of one search that are remembered


def watch_searches(now: datetime.datetime | None = None) -> int:
    """Ask again the followed searches whose turn has come. Return how many have found something new.

    Raise `SearchUnavailableError`. The next run goes on where this one stopped.
    """
    now = now or timezone.now()
    return sum(_watch(saved, now) for saved in _due(now)[:MOST_AT_ONCE])


def _due(now: datetime.datetime) -> QuerySet[SavedSearch]:
    followed = Follow.objects.standing().filter(kind=FollowKind.SEARCH)
    return (
        SavedSearch.objects.filter(pk__in=followed.values("search"), agent__is_active=True)
        .filter(Q(watched_at__isnull=True) | Q(watched_at__lte=now - PERIOD))
        .select_related("agent")
        .order_by(F("watched_at").asc(nulls_first=True), "pk")
    )


@transaction.atomic
def _watch(saved: SavedSearch, now: datetime.datetime) -> bool:
    """Ask one search in the name of its agent. The first time, only note what it finds."""
    found = _keys(saved)
    news = saved.seen is not None and bool(found - set(saved.seen))
    if news:
        announce(FOUND_MORE, saved=saved, at=now)
    # What was found once is no news when it comes back.
    seen = sorted(found | set(saved.seen or ()))
    # Not by save(): the agent may have changed the search meanwhile.
    SavedSearch.objects.filter(pk=saved.pk, address=saved.address).update(seen=seen, watched_at=now)
    return news


def _keys(saved: SavedSearch) -> set[str]:
    """Return what the search finds for its agent, checked against the database."""
    request = cast(AgentRequest, request_of(saved.agent))
    request.GET = QueryDict(saved.address)
    denied = denied_prefixes(request)
    asked = Results.from_address(request)
    if not asked.is_asked:
        return set()
    hits = get_engine().search(asked.search_request(denied, page_size=MOST_RESULTS)).hits
    return set(addresses(hits, request))
