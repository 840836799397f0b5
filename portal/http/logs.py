"""The log: one line on stderr for each event, with its time, level, logger, request or job, and its trace.

Text that anybody may choose (an address, a host, the words of an exception) cannot make a line of its own.
Mail addresses and the secrets of addresses are left out. Granian writes its lines with the same formatter
(`deploy/granian-log.json`).
"""

import datetime
import logging
import re
import threading
from collections.abc import Iterable
from typing import Any

from .work import Work, current_work

NOBODY = "-"  # in the place of a request or a job
LEFT_OUT = "…"
# Signs as they are, or percent-encoded, however many times: "%40", "%2540".
AT, HYPHEN, COLON = r"(?:@|%(?:25)*40)", r"(?:-|%(?:25)*2D)", r"(?::|%(?:25)*3A)"
# Each search begins where a word begins: a long address takes no longer than its length.
NAME = r"[^\s@<>()\[\]{}'\"/=:,;]"
MAIL_ADDRESS = re.compile(rf"(?<!{NAME}){NAME}+{AT}{NAME}+", re.IGNORECASE)
# The token of a link for a new password (`PasswordResetTokenGenerator`), even a shortened one.
RESET_TOKEN = re.compile(rf"[0-9a-z]{{1,13}}{HYPHEN}[0-9a-f]{{16,}}", re.IGNORECASE)
# What `django.core.signing` signed: a value, mostly a moment, and a signature.
SIGNED_VALUE = re.compile(rf"(?<![\w.-])[\w.-]+(?:{COLON}[0-9a-z]{{5,7}})?{COLON}[\w-]{{43}}", re.IGNORECASE)
# PostgreSQL quotes the row that it refuses; a blank line separates one trace from the next.
ROW_IN_ERROR = re.compile(r"DETAIL:.*?(?=\n\n|\Z)", re.DOTALL)
TRACE_PREFIX = "    | "

logger = logging.getLogger(__name__)


class WorkFilter(logging.Filter):
    """Add to each record the work that it belongs to, as `record.work`. No record is dropped."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        record.work = getattr(request, "work", None) or current_work()
        return True


class LineFormatter(logging.Formatter):
    """Write a record for people: a line, then its trace, indented."""

    def format(self, record: logging.LogRecord) -> str:
        work: Work | None = getattr(record, "work", None)
        secret = work.secrets() if work else []
        moment = datetime.datetime.fromtimestamp(record.created, tz=datetime.UTC)
        head = (
            f"{moment.isoformat(timespec='milliseconds')} {record.levelname} {record.name} "
            f"[{work.name if work else NOBODY}] {safe(without_rows(record.getMessage()), secret)}"
        )
        trace = [safe(line, secret) for line in self._trace(record)]
        return "\n".join([head, *(f"{TRACE_PREFIX}{line}" for line in trace)])

    def _trace(self, record: logging.LogRecord) -> list[str]:
        lines: list[str] = []
        if record.exc_info:
            lines += without_rows(self.formatException(record.exc_info)).split("\n")
        if record.stack_info:
            lines += self.formatStack(record.stack_info).split("\n")
        return lines


def without_rows(text: str) -> str:
    """Return the text without the rows that a database quoted in its errors."""
    return ROW_IN_ERROR.sub(f"DETAIL: {LEFT_OUT}", text)


def safe(text: str, secret: Iterable[str] = ()) -> str:
    """Return the text as one line of the log may show it."""
    for value in secret:
        text = text.replace(value, LEFT_OUT)
    for shape in (SIGNED_VALUE, RESET_TOKEN, MAIL_ADDRESS):
        text = shape.sub(LEFT_OUT, text)
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def to_stderr() -> dict[str, Any]:
    """Return the value of `LOGGING` for every installation."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"work": {"()": "portal.http.logs.WorkFilter"}},
        "formatters": {"line": {"()": "portal.http.logs.LineFormatter"}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "filters": ["work"], "formatter": "line"},
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        # Django's own handlers say nothing in production but to ADMINS.
        "loggers": {"django": {"level": "INFO"}},
    }


def log_thread_errors() -> None:
    """Log an error that ends a thread. A test runner's own hook stays."""
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _log_thread_error


def _log_thread_error(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is None or isinstance(ended.exc_value, SystemExit):
        return
    trace = (ended.exc_type, ended.exc_value, ended.exc_traceback)
    logger.error("Thread %s ended", ended.thread.name if ended.thread else NOBODY, exc_info=trace)
