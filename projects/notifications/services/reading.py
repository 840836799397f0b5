"""Services about reading notifications."""

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User

from ..models import Notification


@transaction.atomic
def mark_thread_read(*, agent: User, thread: str) -> None:
    """Mark the notifications of this thread as read by the agent."""
    Notification.objects.to(agent).unread().filter(thread=thread).update(read_at=timezone.now())


@transaction.atomic
def mark_all_read(*, agent: User) -> None:
    """Mark all notifications of the agent as read."""
    Notification.objects.to(agent).unread().update(read_at=timezone.now())
