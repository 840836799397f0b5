"""Purges of data about signing in. `settings.RETENTION` says how long each is kept."""

import datetime

from django.utils.translation import gettext_lazy as _

from portal.common.retention import register_purge

from .models import Session, SignInFailure


def purge_sign_in_failures(before: datetime.datetime) -> int:
    """Delete failed attempts made before this moment."""
    return SignInFailure.objects.filter(at__lt=before).delete()[0]


def purge_sessions(before: datetime.datetime) -> int:
    """Delete sessions that ended before this moment."""
    return Session.objects.filter(expire_date__lt=before).delete()[0]


def register() -> None:
    """Register these purges."""
    register_purge("sign_in_failures", purge_sign_in_failures, what=_("Failed tries to sign in"))
    register_purge("sessions", purge_sessions, what=_("Sessions, after their end"))
