"""The log: one line on stderr for each event, as JSON in a real installation, for people elsewhere.

Each line has its time, level and logger, and the request or job that it belongs to, with the number of the
agent who asked. `log_words` decides what the line may say. Granian writes its lines with the same formatter
(`deploy/granian-log.json`).
"""

import datetime
import json
import logging
import os
import threading
from dataclasses import dataclass, field
from typing import Any

from .log_words import describe, safe, trace
from .work import Work, current_work

NOBODY = "-"  # in the place of a request or a job
TRACE_PREFIX = "    | "
# Granian repeats, in words of its own, the errors that `portal.wsgi` and `RequestIDMiddleware` have logged.
REPEATED = "Application callable raised an exception"

logger = logging.getLogger(__name__)


class WorkFilter(logging.Filter):
    """Add to each record the work that it belongs to, as `record.work`. Drop what granian repeats."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        record.work = getattr(request, "work", None) or current_work()
        return not (record.name.startswith("_granian") and str(record.msg).startswith(REPEATED))


@dataclass(frozen=True)
class Line:
    """What the log may say of a record. `fields` are those that its author added (`extra={"fields": …}`)."""

    time: str
    level: str
    logger: str
    work: Work | None
    message: str
    event: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    trace: list[str] = field(default_factory=list)


def line_of(record: logging.LogRecord) -> Line:
    """Return what the log may say of a record."""
    work: Work | None = getattr(record, "work", None)
    secret = work.secrets() if work else []
    moment = datetime.datetime.fromtimestamp(record.created, tz=datetime.UTC)
    event = _security_event(record)
    return Line(
        time=moment.isoformat(timespec="milliseconds"),
        level=record.levelname,
        logger=SECURITY if event else record.name,
        work=work,
        message=safe(_message(record), secret),
        event=event,
        fields={
            name: safe(value) if isinstance(value, str) else value
            for name, value in getattr(record, "fields", {}).items()
        },
        # A refusal is no fault: those that scanners provoke would fill the log with traces.
        trace=[] if event else [safe(text, secret) for text in _trace(record)],
    )


class LineFormatter(logging.Formatter):
    """Write a record for people: a line, then its trace, indented."""

    def format(self, record: logging.LogRecord) -> str:
        line = line_of(record)
        name = line.work.name if line.work else NOBODY
        head = f"{line.time} {line.level} {line.logger} [{name}] {line.message}"
        fields = {"user": line.work and line.work.user(), **line.fields}
        said = [f"{name}={value}" for name, value in fields.items() if value is not None]
        return "\n".join([" ".join([head, *said]), *(f"{TRACE_PREFIX}{text}" for text in line.trace)])


class JSONFormatter(logging.Formatter):
    """Write a record for machines: one JSON object, without the fields that are empty."""

    def format(self, record: logging.LogRecord) -> str:
        line = line_of(record)
        work = line.work
        written = {
            "time": line.time,
            "level": line.level,
            "logger": line.logger,
            "event": line.event,
            ("request" if work and work.request else "job"): work and work.name,
            "user": work and work.user(),
            "message": line.message,
            **line.fields,
            "trace": "\n".join(line.trace),
        }
        return json.dumps({name: value for name, value in written.items() if value not in (None, "")})


SECURITY = "portal.security"
security_logger = logging.getLogger(SECURITY)


def log_security_event(event: str, *, level: int = logging.INFO, **fields: Any) -> None:
    """Log a security event, by its name ("sign_in_refused"). The fields hold numbers, never names."""
    security_logger.log(level, event, extra={"event": event, "fields": fields})


def _security_event(record: logging.LogRecord) -> str:
    """Return the name of the security event that a record tells of, or "". Django has its own loggers."""
    if record.name.startswith("django.security."):
        return record.name.rpartition(".")[2]
    if record.name == "django.request" and getattr(record, "status_code", None) == 403:
        return "permission_denied"
    return str(getattr(record, "event", ""))


def _message(record: logging.LogRecord) -> str:
    """Return the message of a record. An exception in it is described, not quoted."""
    error = record.exc_info[1] if record.exc_info else None

    def described(value: object) -> object:
        if isinstance(value, BaseException):
            return describe(value)
        # Django gives the words of the exception that it logs.
        return describe(error) if error is not None and value == str(error) else value

    message = str(described(record.msg))
    match record.args:
        case tuple() if record.args:
            message %= tuple(described(value) for value in record.args)
        case dict() if record.args:
            message %= {name: described(value) for name, value in record.args.items()}
    return message


def _trace(record: logging.LogRecord) -> list[str]:
    lines: list[str] = []
    if record.exc_info and record.exc_info[1]:
        lines += trace(record.exc_info[1])
    if record.stack_info:
        lines += record.stack_info.split("\n")
    return lines


def formatter() -> logging.Formatter:
    """Return the formatter that LOG_FORMAT names: "text" for people, or else JSON.

    A variable of the environment says so, because granian's main process reads no settings.
    """
    return LineFormatter() if os.environ.get("LOG_FORMAT") == "text" else JSONFormatter()


def to_stderr() -> dict[str, Any]:
    """Return the value of `LOGGING` for every installation."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"work": {"()": "portal.http.logs.WorkFilter"}},
        "formatters": {"line": {"()": "portal.http.logs.formatter"}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "filters": ["work"], "formatter": "line"},
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        # Django's own handlers say nothing in production but to ADMINS.
        "loggers": {"django": {"level": "INFO"}, "portal": {"level": "INFO"}},
    }


def log_thread_errors() -> None:
    """Log an error that ends a thread. A test runner's own hook stays."""
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _log_thread_error


def _log_thread_error(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is None or isinstance(ended.exc_value, SystemExit):
        return
    trace_of_it = (ended.exc_type, ended.exc_value, ended.exc_traceback)
    logger.error("Thread %s ended", ended.thread.name if ended.thread else NOBODY, exc_info=trace_of_it)
