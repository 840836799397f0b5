"""Storage of messages until the next page."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class PrefixedCookieStorage(CookieStorage):
    """Give the cookie the prefix of the others, so that no neighbouring host can set it."""

    @property
    def cookie_name(self) -> str:
        return f"{settings.COOKIE_PREFIX}messages"


class MessageStorage(FallbackStorage):
    """Store messages in a cookie, or in the session if they are too long for one."""

    storage_classes = (PrefixedCookieStorage, SessionStorage)
