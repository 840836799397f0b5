"""Sessions in the database, each with its account and its times (settings.SESSION_ENGINE).

A session ends `SESSION_COOKIE_AGE` seconds after its last use, or `SESSION_ABSOLUTE_AGE` seconds after its
key was made, whichever comes first. Both times are in the row that every signed-in request reads anyway.
"""

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

# Session key: what the session was opened with, {"address": …, "browser": …}.
DEVICE = "device"
# Using a session is written down at most this often (seconds), not at each request.
NOTED_EVERY = 5 * 60


class SessionManager(BaseSessionManager["Session"]):
    """Querysets of sessions, among them the unexpired sessions of one account."""

    def open_for(self, user_id: int) -> models.QuerySet["Session"]:
        return self.filter(user=user_id, expire_date__gt=timezone.now())


class Session(AbstractBaseSession):
    """One browser of one agent, or of a visitor whose comment waits until they sign in."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField()
    last_seen = models.DateTimeField()

    objects: ClassVar[SessionManager] = SessionManager()

    class Meta(AbstractBaseSession.Meta):
        default_permissions = ()

    @classmethod
    def get_session_store_class(cls) -> type["SessionStore"]:
        return SessionStore

    @property
    def device(self) -> Mapping[str, str]:
        """The address and the browser that opened the session; empty when unknown."""
        return self.get_decoded().get(DEVICE, {})

    @property
    def handle(self) -> str:
        """The name of the session in a form. Its key would open it to any reader of the page."""
        return salted_hmac("portal.signin.sessions", self.session_key, algorithm="sha256").hexdigest()


class SessionStore(DatabaseSessionStore):
    """Fill the columns of `Session`, and end sessions that have lived long enough."""

    created_at: datetime.datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        row: Session | None = self._get_session_from_db()  # type: ignore[attr-defined]
        if row is None:
            return {}
        self.created_at = row.created_at
        often = min(NOTED_EVERY, settings.SESSION_COOKIE_AGE // 4)
        if (timezone.now() - row.last_seen).total_seconds() >= often:
            self.modified = True  # saved at the end of the request, with its new time
        return self.decode(row.session_data)

    def create(self) -> None:
        self.created_at = None  # a new key begins a new life
        super().create()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast(Session, super().create_model_instance(data))
        row.last_seen = timezone.now()
        row.created_at = self.created_at = self.created_at or row.last_seen
        row.expire_date = min(
            row.last_seen + datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE),
            row.created_at + datetime.timedelta(seconds=settings.SESSION_ABSOLUTE_AGE),
        )
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        return row


def open_sessions() -> int:
    """Return how many sessions of agents are open."""
    return Session.objects.filter(expire_date__gt=timezone.now(), user__isnull=False).count()


def end_sessions(user_id: int, *, but: str | None = None) -> int:
    """End every session of an account, except the one whose key is `but`. Return how many ended."""
    return Session.objects.filter(user=user_id).exclude(session_key=but).delete()[0]


# What a browser calls itself, the more particular first: Edge also says Chrome, which also says Safari.
BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def browser_in_words(user_agent: str) -> str:
    """Return “Firefox · Windows” for example, or "" for an unknown browser. No version is kept."""
    found = (
        next((name for mark, name in names.items() if mark in user_agent), "")
        for names in (BROWSERS, SYSTEMS)
    )
    return " · ".join(filter(None, found))
