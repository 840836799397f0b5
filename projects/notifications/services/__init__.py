"""Verbs of notifications. Each is one transaction; doing it twice changes nothing more."""

from .following import follow, follow_along, unfollow
from .reading import mark_all_read, mark_thread_read
from .settings import frequencies_of, save_settings, stop_mail
from .telling import notify, register_kind, tell

__all__ = [
    "follow",
    "follow_along",
    "frequencies_of",
    "mark_all_read",
    "mark_thread_read",
    "notify",
    "register_kind",
    "save_settings",
    "stop_mail",
    "tell",
    "unfollow",
]
