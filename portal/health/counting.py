"""Counts of requests, of their time and of their queries, for all the processes of the web server."""

import logging
import os
import time
from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest, HttpResponseBase

logger = logging.getLogger(__name__)

BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # seconds
NO_ROUTE = "none"  # refused before its address was read, or no address of the portal


class Counters:
    """The counters of this process. They are made once, on its first request."""

    def __init__(self) -> None:
        # The library reads where its files are in the environment alone.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(settings.METRICS_FOLDER)
        from prometheus_client import Counter, Histogram, values

        from .slots import take_slot

        slot = take_slot(settings.METRICS_FOLDER)
        # It was chosen when the library was imported, maybe before the line above.
        values.ValueClass = values.MultiProcessValue(lambda: slot)
        self.requests = Counter(
            "portal_requests", "Requests by route and class of status", ["route", "status"], registry=None
        )
        self.seconds = Histogram(
            "portal_request_seconds",
            "Time until an answer begins, by route",
            ["route"],
            registry=None,
            buckets=BUCKETS,
        )
        self.queries = Counter("portal_sql_queries", "Queries by route", ["route"], registry=None)

    def note(self, route: str, status: int, seconds: float, queries: int) -> None:
        """Count one request."""
        self.requests.labels(route, f"{status // 100}xx").inc()
        self.seconds.labels(route).observe(seconds)
        self.queries.labels(route).inc(queries)


@cache
def process_counters() -> Counters:
    """Return the counters of this process."""
    return Counters()


class QueryCount:
    """Counts the queries that it lets pass."""

    count = 0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        self.count += 1
        return execute(sql, params, many, context)


class CountingMiddleware:
    """Count each request where metrics are asked for; elsewhere it is not there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        try:
            self.counters = process_counters()
        except OSError:
            logger.exception("Requests are not counted")
            raise MiddlewareNotUsed from None
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun, queries = time.perf_counter(), QueryCount()
        with connection.execute_wrapper(queries):
            response = self.get_response(request)
        match = request.resolver_match
        route = match.view_name if match and match.view_name else NO_ROUTE
        self.counters.note(route, response.status_code, time.perf_counter() - begun, queries.count)
        return response
