"""Answer to a reached limit: the page of the form, with the reason and what was typed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from portal.http.form_recovery import come_back, give_back

from .limits import QuotaReachedError


class QuotaMiddleware:
    """Answer for every view whose service refused because of a limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, QuotaReachedError):
            return None
        return refuse(request, exception)


def refuse(request: HttpRequest, refusal: QuotaReachedError) -> HttpResponse:
    """Say why nothing was done, where the form was if it is known."""
    return come_back(request, str(refusal)) or give_back(request, str(refusal), status=429)
