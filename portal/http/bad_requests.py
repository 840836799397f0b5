"""Answer 400 to requests that no form of the portal sends.

Views of Django and Wagtail expect addresses and forms as their own pages send them. A missing or invalid
value surfaces as an exception. Only exceptions that the request alone explains are answered with 400: a
database that is down stays an error 500.
"""

from collections.abc import Callable
from types import TracebackType

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
    ValidationError,
)
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.log import log_response
from django.utils.translation import gettext as _
from django_htmx.http import reselect, reswap, retarget

from .views import error_page

# A field that the form always sends is missing; text or a number that no database stores.
UNREADABLE = (MultiValueDictKeyError, DataError, OverflowError, UnicodeError)
# What reading a form or a key raises in Wagtail when it is not what a page sends.
MALFORMED = (ValidationError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
READERS = {"value_from_datadict", "full_clean", "is_valid", "get_prep_value", "loads", "patch"}


class BodyTooLarge(RequestDataTooBig):
    """A request is larger than its sender may send; its body was not read."""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read. One that is too large is told why (`handler400`)."""
    match exception:
        case BodyTooLarge():
            why = _(
                "What you send is too large. Files are sent in the administration, by those who work there; "
                "sign in again if you do."
            )
        case RequestDataTooBig():
            limit = filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
            why = _("The texts of this form are too long: the portal takes %(limit)s at once.") % {
                "limit": limit
            }
        case TooManyFieldsSent():
            why = _("This form has too many fields: the portal takes %(limit)s at once.") % {
                "limit": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
            }
        case TooManyFilesSent():
            why = _("Too many files were chosen: the portal takes %(limit)s at once.") % {
                "limit": settings.DATA_UPLOAD_MAX_NUMBER_FILES
            }
        case _other:
            return error_page(request, "400.html", status=400)
    if request.headers.get("HX-Request") != "true":
        return error_page(request, "413.html", status=413, why=why)
    is_kept = _("Nothing was saved, and your text is still in the form: shorten it.")
    messages.error(request, f"{why} {is_kept}")
    response = render(request, "components/messages.html")  # htmx shows no answer that says 413
    return reswap(reselect(retarget(response, "main > [role=status]"), "[role=status]"), "outerHTML show:top")


class BadRequestMiddleware:
    """Answer 400, with a way back, to a request that cannot be read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # PostgreSQL takes no NUL, and no address of ours has one. Forms refuse it, filters leave it aside.
        if "\0" in request.path_info:
            raise BadRequest("NUL in the address")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not _explained_by_request(request, exception):
            return None
        response = bad_request(request, exception)
        log_response(
            "Unreadable request: %s", request.path, response=response, request=request, exception=exception
        )
        return response


def _explained_by_request(request: HttpRequest, exception: Exception) -> bool:
    if isinstance(exception, UNREADABLE):
        return True
    # Forms of our own answer with their errors: there, such an exception is a fault.
    of_wagtail = request.path.startswith(reverse("wagtailadmin_home"))
    return of_wagtail and isinstance(exception, MALFORMED) and _while_reading(exception.__traceback__)


def _while_reading(traceback: TracebackType | None) -> bool:
    while traceback is not None:
        if traceback.tb_frame.f_code.co_name in READERS:
            return True
        traceback = traceback.tb_next
    return False
