"""What a line of the log may say: no address, no token, no word that a person may have written."""

import errno
import logging
from collections.abc import Callable
from smtplib import SMTPDataError, SMTPRecipientsRefused
from urllib.parse import quote_plus

import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, OperationalError
from django.test import Client

from portal.accounts.models import User
from portal.http.log_words import describe, safe, trace
from portal.http.logs import LineFormatter, WorkFilter


def line(message: object, *arguments: object) -> str:
    record = logging.LogRecord("portal.x", logging.WARNING, __file__, 1, message, arguments, None)
    WorkFilter().filter(record)
    return LineFormatter().format(record)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("refused: {'une.agente+x@exemple.invalid': (550, b'no')}", "refused: {'…': (550, b'no')}"),
        ("postgres://portail:secret@base.exemple/portail", "postgres://portail:…/portail"),
        ("Not Found: /x/une%40exemple.invalid", "Not Found: /x/…"),
        ("Not Found: /x/une%2540exemple.invalid/y", "Not Found: /x/…/y"),
        ("Not Found: /x/une%252540exemple.invalid", "Not Found: /x/…"),
        ("@decorated(a @ b)", "@decorated(a @ b)"),
        ("at 14:05:06, of portal.http.logs:safe", "at 14:05:06, of portal.http.logs:safe"),
        ("6f1e2d3c-0a1b-4c2d-8e3f-0123456789ab", "6f1e2d3c-0a1b-4c2d-8e3f-0123456789ab"),
        ("à 14 h", "à 14 h"),
    ],
)
def test_addresses_and_passwords_are_left_out(text: str, written: str) -> None:
    assert safe(text) == written


TOKENS = {
    "new password": lambda: PasswordResetTokenGenerator().make_token(User(pk=7, email="a@exemple.invalid")),
    "dumps": lambda: signing.dumps([7, "secret"], salt="x"),
    "compressed": lambda: signing.dumps(["secret"] * 99, salt="x", compress=True),
    "with a moment": lambda: signing.TimestampSigner().sign("secret"),
    "without": lambda: signing.Signer().sign("secret"),
}
ENCODED = {"as it is": str, "encoded": quote_plus, "twice": lambda text: quote_plus(quote_plus(text))}


@pytest.mark.parametrize("encode", ENCODED.values(), ids=ENCODED)
@pytest.mark.parametrize("make", TOKENS.values(), ids=TOKENS)
def test_what_looks_like_a_token_is_left_out(make: Callable[[], str], encode: Callable[[str], str]) -> None:
    assert line("Not Found: %s", f"/x/{encode(make())}/›").endswith("Not Found: /x/…/›")


def test_a_shortened_token_is_left_out() -> None:
    shortened = TOKENS["new password"]()[:-1].replace("-", "%2D")
    assert safe(f"/x/{shortened}/") == "/x/…/"


@pytest.mark.django_db
def test_a_link_for_a_new_password_with_a_sign_too_many(caplog: pytest.LogCaptureFixture) -> None:
    token = TOKENS["new password"]()
    assert Client().get(f"/mot-de-passe/nouveau/Nw/{token}/›").status_code == 404
    [record] = [record for record in caplog.records if record.getMessage().startswith("Not Found")]
    assert LineFormatter().format(record).endswith("Not Found: /mot-de-passe/nouveau/Nw/…/\\u203a")


# Exceptions


@pytest.mark.parametrize(
    ("error", "described"),
    [
        (ValueError("canari"), "ValueError"),
        (KeyError("canari"), "KeyError"),
        (TypeError("Field 'id' expected a number but got 'canari'."), "TypeError"),
        (ValidationError("“canari” is not a date"), "django.core.exceptions.ValidationError"),
        (AttributeError("'Page' has no 'title'"), "AttributeError: 'Page' has no 'title'"),
        (
            PermissionError(errno.EACCES, "Permission denied", "/srv/media/canari.pdf"),
            "PermissionError: Permission denied",
        ),
        (SMTPDataError(550, b"no canari@exemple.invalid"), "smtplib.SMTPDataError 550"),
        (SMTPRecipientsRefused({"canari@exemple.invalid": (451, b"")}), "smtplib.SMTPRecipientsRefused 451"),
        (
            IntegrityError(
                'duplicate key violates unique constraint "one"\nDETAIL:  Key (x)=(canari) exists.'
            ),
            'django.db.utils.IntegrityError: duplicate key violates unique constraint "one"',
        ),
        (
            DataError("invalid input syntax for type integer: \"canari\"\nLINE 1: SELECT 'canari'"),
            "django.db.utils.DataError: invalid input syntax for type integer: …",
        ),
        (
            OperationalError('connection to server at "10.0.0.1", port 5432 failed: refused'),
            'django.db.utils.OperationalError: connection to server at "10.0.0.1", port 5432 failed: refused',
        ),
        (OperationalError('near "canari": syntax error'), "django.db.utils.OperationalError: near …"),
    ],
)
def test_exceptions_say_what_a_machine_says(error: Exception, described: str) -> None:
    assert describe(error) == described
    assert line("It failed: %s", error).endswith(f" It failed: {described}")
    assert line(error).endswith(f"] {described}")


def fail_twice(words: str) -> None:
    try:
        raise ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused", words)
    except OSError as error:
        raise RuntimeError(words) from error


def test_a_trace_shows_each_cause_without_its_words() -> None:
    with pytest.raises(RuntimeError) as caught:
        fail_twice("canari")
    lines = trace(caught.value)
    assert "canari" not in "\n".join(lines[:-1]).replace('fail_twice("canari")', "")
    assert [line for line in lines if not line.startswith((" ", "Traceback"))] == [
        "ConnectionRefusedError: Connection refused",
        "RuntimeError",
    ]
    assert describe(caught.value) == "RuntimeError ← ConnectionRefusedError: Connection refused"


def test_an_exception_that_is_its_own_cause_ends() -> None:
    one, other = ValueError(), KeyError()
    one.__cause__, other.__cause__ = other, one
    assert describe(one) == "ValueError ← KeyError"


def test_what_django_repeats_of_an_exception_is_described() -> None:
    error = ValueError("canari")
    record = logging.LogRecord(
        "django.request", logging.WARNING, __file__, 1, "%s: %s", ("canari", "/x/"), (ValueError, error, None)
    )
    assert LineFormatter().format(record).split("\n")[0].endswith("ValueError: /x/")
