"""Consequences of a change of an account for its sessions, whoever makes the change."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils.translation import gettext
from wagtail.log_actions import log

from portal.accounts.models import User
from portal.accounts.signals import address_changed
from portal.upkeep.steps import Restored

from .enums import Notice
from .mail import send_notice
from .sessions import Session, end_sessions


@receiver(post_save, sender=User)
def end_sessions_of_a_changed_account(
    sender: type[User], instance: User, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    """End every session of an account that has a new password or was closed.

    Django then renews the session of the person who changed the password.
    """
    if created or raw:
        return
    new_password = getattr(instance, "_password", None) is not None  # until Django has told its validators
    if new_password or not instance.is_active:
        end_sessions(instance.pk)
    if new_password:
        log(instance, "accounts.password")
        send_notice(Notice.PASSWORD_CHANGED, instance)


@receiver(address_changed)
def notify_the_former_address(sender: type[User], account: User, former: str, **kwargs: Any) -> None:
    send_notice(Notice.EMAIL_CHANGED, account, email=former)


def end_every_session(restored: Restored) -> str:
    """End the sessions that a restore brought back: some were ended since, for a reason."""
    ended, _rows = Session.objects.all().delete()
    return gettext("Sessions: %(count)s ended.") % {"count": ended}
