"""The synonyms that the editors keep, as the engines read them."""

import datetime
from collections.abc import Iterable
from functools import lru_cache

from django.db.models import Count, Max
from django.http import HttpRequest

from portal.fragments.content import kept
from search.analysis.lexicon import Lexicon
from search.models import Synonym


def current_lexicon() -> Lexicon:
    """Return the editors' synonyms as they are now.

    Cost one query, and read the list anew only if it changed.
    """
    return _read(*_state())


def lexicon_for(request: HttpRequest) -> Lexicon:
    """Return the same, with the state of the list kept until the content changes."""
    return _read(*kept(request, "search.synonyms", make=_state))


def lexicon_with(changed: Synonym) -> Lexicon:
    """Return the synonyms as they would be with this one added or changed."""
    others = Synonym.objects.exclude(pk=changed.pk)
    return Lexicon(_lines([*others, changed]))


def _state() -> tuple[int, datetime.datetime | None]:
    state = Synonym.objects.aggregate(count=Count("pk"), changed=Max("updated_at"))
    return state["count"], state["changed"]


@lru_cache(maxsize=1)
def _read(count: int, changed: datetime.datetime | None) -> Lexicon:
    return Lexicon(_lines(Synonym.objects.all()))


def _lines(synonyms: Iterable[Synonym]) -> list[str]:
    return [synonym.line for synonym in synonyms]
