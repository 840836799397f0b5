"""What agents follow, what they are told, and how they want to be told."""

from .follows import Follow
from .notifications import Notification
from .settings import MailSettings, Preference

__all__ = [
    "Follow",
    "MailSettings",
    "Notification",
    "Preference",
]
