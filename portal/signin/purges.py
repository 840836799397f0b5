"""How what is noted about signing in is forgotten; how long it is kept is in `settings.RETENTION`."""

import datetime

from django.utils.translation import gettext_lazy as _

from portal.common.retention import register_purge

from .models import Session, SignInFailure


def purge_sign_in_failures(before: datetime.datetime) -> int:
    return SignInFailure.objects.filter(at__lt=before).delete()[0]


def purge_sessions(before: datetime.datetime) -> int:
    """Sessions that ended before this moment; none is any use from then on."""
    return Session.objects.filter(expire_date__lt=before).delete()[0]


def register() -> None:
    register_purge("sign_in_failures", purge_sign_in_failures, what=_("Failed tries to sign in"))
    register_purge("sessions", purge_sessions, what=_("Sessions, after their end"))
