"""Errors of the log, sent to a server that speaks Sentry's protocol (`SENTRY_DSN`).

A report is made of what the log may say, and of nothing else: no request, no user, no variable. It quotes the
name of the request or job, by which the log is searched.
"""

import logging
import traceback
from typing import Any

import sentry_sdk
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.types import Event, Hint

from .log_words import chain, describe_alone, safe
from .logs import line_of

SENT = {
    "contexts", "environment", "event_id", "exception", "level", "logentry", "logger", "platform",
    "release", "sdk", "tags", "timestamp",
}  # fmt: skip
LONGEST_WAIT = 2  # seconds, of a process that ends, for its last reports to leave


class ErrorReports(logging.Handler):
    """Send each error to the server of this address. Nothing waits for it."""

    def __init__(self, dsn: str) -> None:
        super().__init__(logging.ERROR)
        sentry_sdk.init(
            dsn,
            default_integrations=False,  # they would add requests, variables and texts of their own
            auto_enabling_integrations=False,
            integrations=[AtexitIntegration(callback=lambda _pending, _timeout: None)],
            shutdown_timeout=LONGEST_WAIT,
            send_default_pii=False,
            include_local_variables=False,
            max_breadcrumbs=0,
            before_send=_only_what_is_sent,
        )

    def emit(self, record: logging.LogRecord) -> None:
        line = line_of(record)
        error = record.exc_info[1] if record.exc_info else None
        event: Event = {
            "level": "fatal" if record.levelno >= logging.CRITICAL else "error",
            "logger": line.logger,
            "logentry": {"message": line.message},
            "tags": {"request" if line.work.request else "job": line.work.name} if line.work else {},
        }
        if error is not None:
            secret = line.work.secrets() if line.work else []
            event["exception"] = {"values": [_described(one, secret) for one in reversed(list(chain(error)))]}
        sentry_sdk.capture_event(event)


def _described(error: BaseException, secret: list[str]) -> dict[str, Any]:
    kind, _colon, words = describe_alone(error).partition(": ")
    frames = [
        {
            "filename": frame.filename,
            "function": frame.name,
            "lineno": frame.lineno,
            "context_line": safe(frame.line or "", secret),
        }
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return {"type": kind, "value": safe(words, secret), "stacktrace": {"frames": frames}}


def _only_what_is_sent(event: Event, _hint: Hint) -> Event:
    return {name: value for name, value in event.items() if name in SENT}  # type: ignore[return-value]
