"""Pages of errors that may come from what a page needs: they ask no database, no cache and no session.

Each names its request as the log does. `load_error_pages` reads beforehand what they are made of.
"""

import contextlib
import logging
import sqlite3
import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from portal.common.outages import Outage

from .work import reference_of

logger = logging.getLogger(__name__)

RETRY_AFTER = 30  # seconds
PAGES = ("400.html", "413.html", "500.html", "503.html")

database = Outage(
    logger, begins="The database does not answer.", ends="The database answers again.", traced=True
)


def error_page(request: HttpRequest, template: str, *, status: int, why: str = "") -> HttpResponse:
    """Return the page of an error. `why` is a sentence that some of them show."""
    return HttpResponse(
        render_to_string(template, {"reference": reference_of(request), "why": why}), status=status
    )


def load_error_pages() -> None:
    """Keep the templates, the translations and the style’s name of these pages in memory.

    A process that can open no file any more still answers with them.
    """
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for template in PAGES:
                with contextlib.suppress(ValueError):  # the style has no name before `collectstatic`
                    render_to_string(template)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an exception that nobody handled (`handler500`): 503 for a database that is down or locked."""
    error = sys.exc_info()[1]
    if not isinstance(error, Exception) or not is_database_outage(error):
        return error_page(request, "500.html", status=500)
    database.failed(error)
    response = error_page(request, "503.html", status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    # The line of this request, in the place of Django's, which would repeat the trace each time.
    logger.error("Service Unavailable: %s. %s", request.path, error)
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def is_database_outage(error: Exception) -> bool:
    """Return True if the database cannot work now, and False for a query that it will never take.

    SQLite has one class of errors for both, PostgreSQL has two.
    """
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    return isinstance(error, OperationalError | InterfaceError) and code != sqlite3.SQLITE_ERROR
