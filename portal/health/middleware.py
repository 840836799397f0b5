"""Answers to probes, and counts of requests."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from .urls import urlpatterns

ANSWERS = {f"/{pattern.pattern}": pattern.callback for pattern in urlpatterns}


class HealthMiddleware:
    """Answer probes first: by any name of the host, without HTTPS, and with no line in the log.

    A probe inside a cluster asks for the address of a container. It knows neither the name of the portal nor
    its certificate, and what it asks for says nothing that depends on either.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = ANSWERS.get(request.path_info)
        if answer is None:
            return self.get_response(request)
        response = answer(request)
        # Or Django would log each 503; `report` logs when a part begins to fail.
        response._has_been_logged = True
        return response
