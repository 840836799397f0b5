"""What happens behind an answer: the tables that a request wrote to, and the exception that ended it."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.signals import got_request_exception
from django.db import connection

# What a visit may write: who is here, and what can be computed again.
WRITTEN_BY_VISITS = {
    "signin_session",  # the session itself
    "wagtailadmin_editingsession",  # who is editing this page now
    "wagtailcore_pagesubscription",  # whether an editor is told of comments, made at the first visit
    "wagtailusers_userprofile",  # an editor's preferences, made empty at the first visit
    "media_customrendition",  # a picture at the size that the page asks for
    "wagtailcore_modellogentry",  # who took a list out of the administration
    "moderation_report",  # that a moderator has a report before them
    "quotas_quotause",  # that somebody tried, to refuse it beyond their quota
    "search_change",  # the search index takes in what changed before
}
_WRITES = re.compile(r'\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)


class Record:
    """What happened behind an answer."""

    def __init__(self) -> None:
        self.tables: set[str] = set()
        self.exception = ""

    @property
    def changed(self) -> set[str]:
        """The tables written to, besides what any visit may write."""
        return self.tables - WRITTEN_BY_VISITS

    def note_query(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        written = _WRITES.match(sql)
        if written:
            self.tables.add(written[1])
        return execute(sql, params, many, context)

    def note_exception(self, **kwargs: Any) -> None:
        kind, error, traceback = sys.exc_info()
        while traceback and traceback.tb_next:
            traceback = traceback.tb_next
        place = traceback.tb_frame.f_code if traceback else None
        self.exception = f"{kind and kind.__name__}: {error}"[:300] + (
            f" in {place.co_name} ({place.co_filename.rpartition('site-packages/')[2]})" if place else ""
        )


@contextmanager
def recorded() -> Iterator[Record]:
    """Watch what is done to the database inside."""
    record = Record()
    got_request_exception.connect(record.note_exception)
    try:
        with connection.execute_wrapper(record.note_query):
            yield record
    finally:
        got_request_exception.disconnect(record.note_exception)
