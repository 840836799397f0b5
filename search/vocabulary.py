"""The synonyms that the editors keep, as the engines read them."""

import datetime
from collections.abc import Iterable
from functools import lru_cache

from django.db.models import Count, Max

from search.analysis.lexicon import Lexicon
from search.models import Synonym


def current_lexicon() -> Lexicon:
    """Return the editors' synonyms as they are now.

    Cost one query, and read the list anew only if it changed.
    """
    state = Synonym.objects.aggregate(count=Count("pk"), changed=Max("updated_at"))
    return _read(state["count"], state["changed"])


def lexicon_with(changed: Synonym) -> Lexicon:
    """Return the synonyms as they would be with this one added or changed."""
    others = Synonym.objects.exclude(pk=changed.pk)
    return Lexicon(_lines([*others, changed]))


@lru_cache(maxsize=1)
def _read(count: int, changed: datetime.datetime | None) -> Lexicon:
    return Lexicon(_lines(Synonym.objects.all()))


def _lines(synonyms: Iterable[Synonym]) -> list[str]:
    return [synonym.line for synonym in synonyms]
