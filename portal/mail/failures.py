"""What a failed attempt means: whom it blames, and whether trying again can help.

RFC 5321 (4.2.1) says that a reply in 5xx is final, one in 4xx is not, and RFC 3463 what the second code adds.
"""

import re
from enum import Enum, auto
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from typing import NamedTuple

# The server wants a name and a password, or other ones: RFC 4954.
CREDENTIALS = {530, 534, 535, 538}
# A full mailbox, which is tried again as RFC 5321 asks (4.5.3.1.10).
FULL = 552
NO_SUCH_ADDRESS = {550, 551, 553}
# Classes of the second code that concern one address, or one mailbox.
OF_ADDRESS, OF_MAILBOX = "1", "2"
STATUS = re.compile(r"\s*[245]\.(\d{1,3})\.\d{1,3}\b")
ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")
LONGEST_WORDS = 300


class Blame(Enum):
    """What is at fault."""

    SETTINGS = auto()  # no mail can leave before somebody changes them
    SERVER = auto()
    DOMAIN = auto()
    ADDRESS = auto()
    MAIL = auto()


class Failure(NamedTuple):
    """What a failed attempt means, and the words of the server without addresses.

    `name` is for logs, which keep no words of others.
    """

    blame: Blame
    final: bool
    words: str
    name: str


def understand(error: Exception) -> Failure:
    """Return what this error of an attempt means."""
    code, said = answer_of(error)
    blame, final = _judge(error, code, said)
    name = " ".join([type(error).__name__, *([str(code)] if code else [])])
    words = f"{code} {said}" if code else f"{type(error).__name__}: {said}"
    return Failure(blame, final, without_addresses(words), name)


def _judge(error: Exception, code: int | None, said: str) -> tuple[Blame, bool]:
    final = code is not None and 500 <= code < 600 and code != FULL
    found = STATUS.match(said)
    concerns = found[1] if found else ""
    if isinstance(error, SMTPAuthenticationError) or code in CREDENTIALS:
        return Blame.SETTINGS, False
    if isinstance(error, ValueError):  # no server would understand the address
        return Blame.MAIL, True
    if isinstance(error, SMTPSenderRefused):
        # Our own address: no recipient is to blame, and the server may be told to accept it.
        return (Blame.MAIL if code == FULL else Blame.SERVER), False
    if isinstance(error, SMTPRecipientsRefused) and final:
        no_such = code in NO_SUCH_ADDRESS and concerns in ("", OF_ADDRESS, OF_MAILBOX)
        return (Blame.ADDRESS if no_such else Blame.MAIL), True
    if final and isinstance(error, SMTPDataError):
        return Blame.MAIL, True
    if code == FULL or (code != 421 and concerns in (OF_ADDRESS, OF_MAILBOX)):
        return Blame.MAIL, False
    return Blame.DOMAIN, False


def answer_of(error: Exception) -> tuple[int | None, str]:
    """Return the code of the server, if it answered, and its words."""
    if isinstance(error, SMTPRecipientsRefused):
        for code, words in error.recipients.values():  # a mail has one recipient
            return code, _text(words)
        return None, ""
    if isinstance(error, SMTPResponseException):
        return error.smtp_code, _text(error.smtp_error)
    return None, str(error)


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words


def without_addresses(words: str) -> str:
    """Return these words on one line, without the addresses that servers repeat."""
    line = " ".join(ADDRESS.sub("…", words).split())
    return "".join(sign for sign in line if sign.isprintable())[:LONGEST_WORDS]
