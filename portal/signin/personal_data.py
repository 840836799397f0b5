"""Personal data about signing in, and what happens to it when the agent leaves."""

from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.accounts.models import User
from portal.common.personal_data import Column, PersonalData, register_personal_data

from .models import Identity, Session
from .sessions import end_sessions


def erase_sessions(user: User) -> None:
    """End all sessions of this account."""
    end_sessions(user.pk)


def erase_second_factor(user: User) -> None:
    """Delete the second factor of this account."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


# Kept when the account is anonymised: an opaque number, by which the directory's next sign-in is still
# known to be that of a closed account, and refused.
IDENTITIES = PersonalData(
    key="identities",
    title=_("Your identity in the directory"),
    why=_("The organisation’s directory vouches for you under this number."),
    held=lambda user: Identity.objects.filter(user=user).order_by("bound"),
    columns=(
        Column("directory", _("directory"), "issuer"),
        Column("number", _("number"), "subject"),
        Column("linked_at", _("linked on"), "bound"),
    ),
    relations=("signin.Identity.user",),
)
SESSIONS = PersonalData(
    key="sessions",
    title=_("Your sessions"),
    why=_("Where you are signed in, so that you can see it and end it."),
    held=lambda user: Session.objects.filter(user=user).order_by("created_at"),
    columns=(
        Column("since", _("since"), "created_at"),
        Column("last_seen", _("last seen"), "last_seen"),
        Column("until", _("at most until"), "expire_date"),
    ),
    relations=("signin.Session.user",),
    anonymise=erase_sessions,
)
SECOND_FACTOR = PersonalData(
    key="second_factor",
    title=_("Your second step at sign-in"),
    why=_("It protects your account when somebody learns your password. Its secret is not shown."),
    held=lambda user: TOTPDevice.objects.filter(user=user),
    columns=(
        Column("since", _("since"), "created_at"),
        Column("last_used", _("last used"), "last_used_at"),
    ),
    relations=("otp_totp.TOTPDevice.user", "otp_static.StaticDevice.user"),
    anonymise=erase_second_factor,
)


def register() -> None:
    """Register the personal data about signing in."""
    register_personal_data(IDENTITIES, SESSIONS, SECOND_FACTOR, order=11)
