"""Follows, notifications, and the settings of notification mails."""

from .follows import Follow
from .notifications import Notification
from .settings import MailSettings, Preference

__all__ = [
    "Follow",
    "MailSettings",
    "Notification",
    "Preference",
]
