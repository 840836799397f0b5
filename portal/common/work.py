"""What is being done: a request or a job, by a name that all it logs bears."""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from .client_address import comes_from_proxy

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

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        believed = comes_from_proxy(request) and ACCEPTED.fullmatch(given)
        work = Work(given if believed else secrets.token_hex(8), request)
        # Django logs a refusal once the answer has left all middleware: the record leads to the request.
        request.work = work  # type: ignore[attr-defined]
        with working_on(work):
            response = self.get_response(request)
        response.headers[HEADER] = work.name
        return response
