"""What is being done: a request or a job, by a name that all it logs bears."""

import logging
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse

from .client_address import comes_from_proxy

logger = logging.getLogger(__name__)

HEADER = "X-Request-ID"
# As nginx and other proxies write it: no space, no line end, nothing that a log would take for its own.
ACCEPTED = re.compile(r"[0-9A-Za-z_-]{8,64}")
# Parameters of addresses that open something to whoever knows them.
SECRET_PARAMETER = re.compile(r"token$|^uidb64$")


@dataclass(frozen=True)
class Work:
    """A request, or a job of the scheduler when there is no request."""

    name: str
    request: HttpRequest | None = None

    def secrets(self) -> list[str]:
        """What the address of the request contains that no log may tell."""
        match = getattr(self.request, "resolver_match", None)
        if match is None:
            return []
        return [str(value) for name, value in match.kwargs.items() if value and SECRET_PARAMETER.search(name)]


_current: ContextVar[Work | None] = ContextVar("work", default=None)


def current_work() -> Work | None:
    """The request or the job of this thread, if any."""
    return _current.get()


@contextmanager
def working_on(work: Work) -> Iterator[None]:
    """Let what is logged meanwhile bear the name of this work."""
    token = _current.set(work)
    try:
        yield
    finally:
        _current.reset(token)


def a_run_of(command: str) -> Work:
    """One run of a scheduled command."""
    return Work(f"{command}-{secrets.token_hex(4)}")


class RequestIDMiddleware:
    """Names the request, for the log and in the answer: as a trusted proxy named it, else anew."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "")
        believed = comes_from_proxy(request) and ACCEPTED.fullmatch(given)
        work = Work(given if believed else secrets.token_hex(8), request)
        # Django logs a refusal once the answer has left all middleware: the record leads to the request.
        request.work = work  # type: ignore[attr-defined]
        with working_on(work):
            response = self.get_response(request)
        response.headers[HEADER] = work.name
        if isinstance(response, StreamingHttpResponse) and not _is_read_by_the_server(response, request):
            response.streaming_content = _parts(iter(response), request, work)
        return response


def _is_read_by_the_server(response: StreamingHttpResponse, request: HttpRequest) -> bool:
    """Return whether the server takes the open file out of the answer. Granian does not."""
    return getattr(response, "file_to_stream", None) is not None and "wsgi.file_wrapper" in request.META


def _parts(parts: Iterator[bytes], request: HttpRequest, work: Work) -> Iterator[bytes]:
    """Give the parts of a streamed answer, and log the error that breaks it off.

    The server asks for the parts after all middleware. It would write the error without its request.
    """
    while True:
        # Not around `yield`: what the server does between two parts is not this work.
        with working_on(work):
            try:
                part = next(parts, None)
            except Exception:
                logger.exception("The answer to %s broke off", request.path)
                raise
        if part is None:
            return
        yield part
