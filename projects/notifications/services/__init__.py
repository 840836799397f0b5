"""Verbs of notifications. Each is one transaction; doing it twice changes nothing more."""

from .following import follow, follow_along, unfollow
from .moderation import review_undecidable, tell_deciders_of_appeal, tell_deciders_of_report
from .reading import mark_all_read, mark_thread_read
from .settings import frequencies_of, save_settings, stop_mail
from .telling import Fact, notify

__all__ = [
    "Fact",
    "follow",
    "follow_along",
    "frequencies_of",
    "mark_all_read",
    "mark_thread_read",
    "notify",
    "review_undecidable",
    "save_settings",
    "stop_mail",
    "tell_deciders_of_appeal",
    "tell_deciders_of_report",
    "unfollow",
]
