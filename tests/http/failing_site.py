"""Addresses that fail, beside those of the portal; `main` asks a portal in the settings of its process."""

import json
import sqlite3
import sys
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, override_settings
from django.urls import path

from portal import urls
from portal.accounts.models import User
from portal.urls import handler400 as handler400
from portal.urls import handler500 as handler500

EXCEPTIONS = {
    "fault": (RuntimeError, "for agent@exemple.invalid\n2026-11-30 CRITICAL forged"),
    "denied": (PermissionDenied, "no"),
    "outage": (OperationalError, "server closed the connection unexpectedly"),
    "suspicious": (SuspiciousOperation, "odd\r\nforged"),
    "row": (ValueError, "refused\nDETAIL:  Key (last_name)=(Garance) exists.\n(Solène)"),
}


@login_not_required
def fails(request: HttpRequest, how: str, reset_token: str = "") -> HttpResponse:
    if how == "locked":
        ask_a_locked_database()
    exception, words = EXCEPTIONS[how]
    raise exception(words)


@login_not_required
def repeats(request: HttpRequest) -> HttpResponse:
    """Fail in the words of the form, in each way that a page may."""
    text = request.POST["text"]
    match request.POST["how"]:
        case "value":
            raise ValueError(text)
        case "key":
            raise KeyError(text)
        case "denied":
            raise PermissionDenied(text)
        case "suspicious":
            raise SuspiciousOperation(text)
        case "unreadable":
            raise UnicodeError(text)
        case "number":
            User.objects.get(pk=text)
        case "twice":
            with transaction.atomic():
                User.objects.create(email=text)
                User.objects.create(email=text)
        case "disk":
            raise OSError(28, "No space left on device", f"/srv/{text}")
        case "cause":
            try:
                raise LookupError(text)
            except LookupError as error:
                raise RuntimeError(text) from error
    return HttpResponse()


def ask_a_locked_database() -> None:
    """Write to a database of SQLite while another connection holds its lock."""
    holder = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")  # milliseconds
    holder.execute("BEGIN IMMEDIATE")
    try:
        with transaction.atomic():
            pass
    finally:
        holder.close()


def first_block_only() -> Iterator[bytes]:
    """A file whose disk fails."""
    yield b"the first block"
    raise OSError("of agent@exemple.invalid\n2026-11-30 CRITICAL \x1b[31mforged")


@login_not_required
def streams(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(first_block_only(), headers={"Accept-Ranges": "bytes"})


urlpatterns = [
    path("streams/", streams),
    path("repeats/", repeats),
    path("fails/<str:how>/", fails),
    path("fails/<str:how>/<str:reset_token>/", fails),
    *urls.urlpatterns,
]


def main(*asked: str) -> None:
    """Ask what each text says ("GET /fails/fault/ Host=x"); print status, name and page of each as JSON."""
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    answers = []
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # nothing was gathered
    storages = {**settings.STORAGES, "staticfiles": plain}
    with override_settings(ROOT_URLCONF=__name__, STORAGES=storages):
        for one in asked:
            method, address, *headers = one.split(" ")
            given = {"Host": "portail.exemple.fr", **dict(header.split("=", 1) for header in headers)}
            answer = client.generic(method, address, secure=True, headers=given)
            answers.append((answer.status_code, answer.headers["X-Request-ID"], answer.content.decode()))
    json.dump(answers, sys.stdout)
