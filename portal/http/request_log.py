"""One line of the log for each request: who asked what, what was answered, what it cost."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .views import database

logger = logging.getLogger("portal.request")

METHODS = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}


class QueryCount:
    """The number of queries that a connection was asked while this wrapped it."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, execute: Callable[..., Any], *query: Any) -> Any:
        self.number += 1
        return execute(*query)


class RequestLogMiddleware:
    """Log each request once it is answered. A streamed answer is logged as its first part leaves.

    The address is not logged: its query may hold what a person searches, and its path a token.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not logger.isEnabledFor(logging.INFO):
            return self.get_response(request)
        begun = time.perf_counter()
        queries = QueryCount()
        with connection.execute_wrapper(queries):
            response = self.get_response(request)
        if queries.number and response.status_code < 500:
            database.worked()
        fields = {
            "method": request.method if request.method in METHODS else "other",
            "route": route_of(request),
            "status": response.status_code,
            "ms": round((time.perf_counter() - begun) * 1000),
            "sql": queries.number,
        }
        logger.info("answered", extra={"fields": fields})
        return response


def route_of(request: HttpRequest) -> str:
    """Return the name of the view that answers, or its pattern, and for a page its type. "" if none did."""
    match = request.resolver_match
    if match is None:
        return ""
    name = match.view_name or match.route
    found = getattr(request, "_wagtail_route_for_request", None)  # `Page.route_for_request`
    return f"{name} {found[0]._meta.label}" if found else name
