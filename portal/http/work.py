"""The request or job being done: all it logs carries its name."""

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
    """A request, or a task when there is no request."""

    name: str
    request: HttpRequest | None = None

    def secrets(self) -> list[str]:
        """Return the parts of the request's address that no log may hold."""
        match = getattr(self.request, "resolver_match", None)
        if match is None:
            return []
        return [str(value) for name, value in match.kwargs.items() if value and SECRET_PARAMETER.search(name)]


_current: ContextVar[Work | None] = ContextVar("work", default=None)


def current_work() -> Work | None:
    """Return the request or the job of this thread, or None."""
    return _current.get()


@contextmanager
def working_on(work: Work) -> Iterator[None]:
    """Attach the name of this work to what is logged meanwhile."""
    token = _current.set(work)
    try:
        yield
    finally:
        _current.reset(token)


def a_run_of(command: str) -> Work:
    """Return the work of one run of a scheduled command."""
    return Work(f"{command}-{secrets.token_hex(4)}")


class RequestIDMiddleware:
    """Name the request, for the log and in the answer.

    A trusted proxy may have named it. Otherwise it gets a new name.
    """

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
    """Return True if the server sends the answer's open file itself. Granian does not."""
    return getattr(response, "file_to_stream", None) is not None and "wsgi.file_wrapper" in request.META


def _parts(parts: Iterator[bytes], request: HttpRequest, work: Work) -> Iterator[bytes]:
    """Yield the parts of a streamed answer, and log the error that interrupts it.

    The server asks for the parts after all middleware, and would log the error without its request.
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
