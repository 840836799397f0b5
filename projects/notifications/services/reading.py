"""Verbs of the centre: an agent has read."""

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User

from ..models import Notification


@transaction.atomic
def mark_thread_read(*, agent: User, thread: str) -> None:
    """The agent has read what is told of this thread."""
    Notification.objects.to(agent).unread().filter(thread=thread).update(read_at=timezone.now())


@transaction.atomic
def mark_all_read(*, agent: User) -> None:
    Notification.objects.to(agent).unread().update(read_at=timezone.now())
