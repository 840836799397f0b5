"""Counts of queries for the editors' report. They never say who asked.

Counts are kept in the memory of the process and written together, after an answer was sent: reading the
results page writes nothing, and a busy database delays nobody. A stopped process loses one minute at most.
"""

import datetime
import threading
import time
from collections import Counter
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from portal.common.retention import delete_all
from portal.common.text import fold
from search.models import QueryCount

PERIOD = 60  # seconds between two writes
LONGEST = 100  # characters: a longer text was pasted, and nobody asks it twice
MOST = 5_000  # queries kept between two writes


class QueryLog:
    """Counts that wait to be written."""

    def __init__(self) -> None:
        self._asked: Counter[str] = Counter()
        self._fruitless: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._due = time.monotonic() + PERIOD

    def note(self, query: str, *, found: int) -> None:
        """Count a query; `found` is its number of results."""
        query = fold(query)
        if not query or len(query) > LONGEST or "@" in query:  # an address is somebody's name
            return
        with self._lock:
            if len(self._asked) < MOST or query in self._asked:
                self._asked[query] += 1
                self._fruitless[query] += not found

    def write_when_due(self, **_signal: Any) -> None:
        """Write the counts if a minute has passed since the last time. Receive `request_finished`."""
        if time.monotonic() >= self._due and not connection.in_atomic_block:
            self.write()

    def write(self) -> None:
        """Write the counts now. They are kept when the database does not take them."""
        with self._lock:
            self._due = time.monotonic() + PERIOD
            asked, fruitless = self._asked, self._fruitless
            self._asked, self._fruitless = Counter(), Counter()
        if not asked:
            return
        try:
            _add(asked, fruitless)
        except DatabaseError:
            with self._lock:
                self._asked.update(asked)
                self._fruitless.update(fruitless)


@transaction.atomic
def _add(asked: Counter[str], fruitless: Counter[str]) -> None:
    month = timezone.localdate().replace(day=1)
    QueryCount.objects.bulk_create(
        (QueryCount(query=query, month=month) for query in asked), ignore_conflicts=True, batch_size=500
    )
    for query, count in asked.items():
        QueryCount.objects.filter(query=query, month=month).update(
            asked=F("asked") + count, fruitless=F("fruitless") + fruitless[query]
        )


def erase_before(moment: datetime.datetime) -> int:
    """Drop the counts of the months that ended before `moment`. A month is dropped whole."""
    month = timezone.localdate(moment).replace(day=1)
    return delete_all(QueryCount.objects.filter(month__lt=month))


query_log = QueryLog()
