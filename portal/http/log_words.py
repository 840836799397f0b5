"""What a line of the log may say: nothing that a person wrote, no secret, no line of its own.

What an exception says is shown only where a machine says it: its words may repeat a form, a mail address, a
comment. Its type, its codes, its causes and its trace are always shown.
"""

import re
import traceback
from collections.abc import Iterable, Iterator, Sequence
from smtplib import SMTPException, SMTPRecipientsRefused

from django.core.exceptions import AppRegistryNotReady, DisallowedHost, ImproperlyConfigured
from django.core.management import CommandError
from django.db import Error as DatabaseError
from django.template import TemplateDoesNotExist, TemplateSyntaxError

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

# Their words name parts of the program, or what its operator configured.
OF_THE_PROGRAM = (
    AppRegistryNotReady, AttributeError, CommandError, DisallowedHost, ImproperlyConfigured, ImportError,
    NameError, TemplateDoesNotExist, TemplateSyntaxError,
)  # fmt: skip
# What databases quote after these words is a name of their own. All other quotes may be somebody's words.
NAMES_IN_ERRORS = re.compile(
    r"\b(?:at|column|constraint|database|function|host|index|relation|role|sequence|table|type|user) $"
)
QUOTE = re.compile(r"[\"'«“`]")
CODES = ("smtp_code", "status", "status_code", "sqlstate", "sqlite_errorname")


def safe(text: str, secret: Iterable[str] = ()) -> str:
    """Return the text as one line of the log may show it."""
    for value in secret:
        text = text.replace(value, LEFT_OUT)
    for shape in (SIGNED_VALUE, RESET_TOKEN, MAIL_ADDRESS):
        text = shape.sub(LEFT_OUT, text)
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def describe(error: BaseException) -> str:
    """Return the type of an exception and what may be said of it, then the same of each of its causes."""
    return " ← ".join(map(describe_alone, chain(error)))


def trace(error: BaseException) -> list[str]:
    """Return the lines of the traces of an exception and of its causes, the first cause first."""
    lines: list[str] = []
    for one in reversed(list(chain(error))):
        if one.__traceback__ is not None:
            lines.append("Traceback (most recent call last):")
            lines += "".join(traceback.format_tb(one.__traceback__)).rstrip("\n").split("\n")
        lines.append(describe_alone(one))
    return lines


def chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception, then what it came from, as Python's own traces follow it."""
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        yield at
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)


def describe_alone(error: BaseException) -> str:
    """Return the type of an exception, its codes, and after a colon what may be said of it."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    codes = [str(code) for code in _codes(error) if re.fullmatch(r"\w{1,40}", str(code))]
    words = _words(error)
    return " ".join([name, *codes]) + (f": {words}" if words else "")


def _codes(error: BaseException) -> Sequence[object]:
    if isinstance(error, SMTPRecipientsRefused):
        return sorted({code for code, _words in error.recipients.values()})
    return [getattr(error, name) for name in CODES if getattr(error, name, None)]


def _words(error: BaseException) -> str:
    """Return what an exception says, without what may be a person's words."""
    if isinstance(error, SMTPException):  # the server repeats addresses
        return ""
    if isinstance(error, OSError):  # its file may be named by a person
        return str(error.strerror or "")
    if isinstance(error, OF_THE_PROGRAM):
        return str(error)
    if isinstance(error, DatabaseError) or hasattr(error, "sqlite_errorname") or hasattr(error, "sqlstate"):
        return _without_values(str(error))
    return ""


def _without_values(text: str) -> str:
    """Return what a database says, without the values, rows and queries that it quotes."""
    line = text.partition("\n")[0]
    at = 0
    while opening := QUOTE.search(line, at):
        end = line.find(opening[0], opening.end())
        if end < 0 or not NAMES_IN_ERRORS.search(line[: opening.start()]):
            return line[: opening.start()] + LEFT_OUT
        at = end + 1
    return line
