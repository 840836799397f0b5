"""The second factor: codes of an application on the agent's phone, and recovery codes."""

import base64

import segno
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils.safestring import SafeString, mark_safe
from django_otp import match_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key
from wagtail.log_actions import log

from portal.accounts.models import User
from portal.common.text import fold

from .enums import Notice
from .mail import send_notice
from .sessions import end_sessions

PROPOSED_FOR = 3600  # seconds: how long a proposed secret can be confirmed
SALT = "portal.signin.second_factor"
DEVICE_NAME = "default"


class WrongCodeError(Exception):
    """The code is not the one that the application shows, or was used before."""


def is_on(user: User) -> bool:
    """Return True if this account asks for a code after the password."""
    return TOTPDevice.objects.devices_for_user(user, confirmed=True).exists()


def propose_secret(user: User) -> str:
    """Return a new secret for this account, signed. The form carries it until a code confirms it."""
    return signing.dumps([user.pk, default_key()], salt=SALT)


def read_secret(user: User, proposed: str) -> TOTPDevice:
    """Return the application that would use a proposed secret. Raise `signing.BadSignature`."""
    owner, key = signing.loads(proposed, salt=SALT, max_age=PROPOSED_FOR)
    if owner != user.pk:
        raise signing.BadSignature("This secret was proposed to somebody else.")
    return TOTPDevice(user=user, key=key, name=DEVICE_NAME)


def secret_in_text(device: TOTPDevice) -> str:
    """Return the secret in groups of four characters, to type in an application that reads no image."""
    text = base64.b32encode(device.bin_key).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def secret_as_image(device: TOTPDevice, title: str) -> SafeString:
    """Return the QR code as SVG that has attributes only, dark on white in both themes as readers need."""
    svg = segno.make(device.config_url, error="m").svg_inline(
        omitsize=True, border=3, dark="#000", light="#fff", title=title, svgclass="qr-code", lineclass=None
    )
    return mark_safe(svg)  # noqa: S308 segno escapes the title and draws the rest


@transaction.atomic
def turn_on(*, user: User, device: TOTPDevice, code: str, session_key: str | None) -> list[str]:
    """Ask for codes from now on. Return the recovery codes, which are not shown again.

    Sessions opened without a code end, except `session_key`. Raise `WrongCodeError`.
    """
    remove_devices(user)
    device.save()
    if not device.verify_token(_bare(code)):
        raise WrongCodeError
    spare = StaticDevice.objects.create(user=user, name=DEVICE_NAME)
    codes = [StaticToken.random_token() for _number in range(settings.LIMITS["recovery_codes"])]
    StaticToken.objects.bulk_create(StaticToken(device=spare, token=code) for code in codes)
    end_sessions(user.pk, but=session_key)
    log(user, "accounts.second_factor_on", user=user)
    return codes


def is_right(user: User, code: str) -> bool:
    """Use up a code of the application or for recovery. Return True if it was right."""
    return match_token(user, _bare(code)) is not None


def _bare(code: str) -> str:
    """Return the letters and digits of a code that was typed or pasted with spaces and hyphens."""
    return "".join(sign for sign in fold(code) if sign.isalnum())


def recovery_codes_left(user: User) -> int:
    """Return the number of unused recovery codes."""
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def turn_off(*, user: User, by: User) -> None:
    """Stop asking for a code. Somebody other than the owner does this when a phone is lost."""
    remove_devices(user)
    if by == user:
        log(user, "accounts.second_factor_off", user=by)
        return
    end_sessions(user.pk)
    log(user, "accounts.second_factor_removed", user=by)
    send_notice(Notice.SECOND_FACTOR_REMOVED, user)


def remove_devices(user: User) -> None:
    """Delete the application's secret and the recovery codes of this account."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
