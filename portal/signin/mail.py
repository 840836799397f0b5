"""Mails about accounts."""

import datetime

from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from portal.accounts.models import User
from portal.mail.messages import make_message, named
from portal.mail.models import OutgoingMail
from portal.mail.writers import register_writer, write_later

from .enums import Notice

RESET = "accounts.reset"
# Who asked waits for it; later, nobody knows why it comes.
NO_USE_AFTER = datetime.timedelta(hours=1)


def send_notice(notice: Notice, user: User, *, email: str = "") -> None:
    """Notify the owner of an account, at its address or at `email`, its former address."""
    address = email or user.email
    context = {"first_name": user.first_name, "login_email": address}
    make_message(f"signin/{notice}", named(user.get_full_name(), address), context).send()


def send_reset(email: str) -> None:
    """Answer a request for a new password. This is one insert, whether an account has this address or not."""
    write_later(RESET, email, no_use_after=NO_USE_AFTER)


def write_reset(row: OutgoingMail, now: datetime.datetime) -> EmailMessage | None:
    """Return the mail with the link to a new password, or None if no open account has this address.

    The link opens the account. It is made when the mail is sent, and stored nowhere.
    """
    user = User.objects.filter(email__iexact=row.recipient, is_active=True).first()
    if user is None:
        return None
    context: dict[str, object] = {"first_name": user.first_name, "login_email": user.email}
    name = "signin/no_password"
    if user.has_usable_password():
        name = "signin/reset"
        context["uid"] = urlsafe_base64_encode(force_bytes(user.pk))
        context["token"] = default_token_generator.make_token(user)
    # To the address as the account has it, not as it was typed.
    return make_message(name, named(user.get_full_name(), user.email), context)


register_writer(RESET, write_reset)
