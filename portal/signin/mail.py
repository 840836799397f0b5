"""Mail about accounts."""

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
    """Tell the owner of an account what happened to it, at its address or at `email`, which it had before."""
    address = email or user.email
    context = {"first_name": user.first_name, "login_email": address}
    make_message(f"signin/{notice}", named(user.get_full_name(), address), context).send()


def send_reset(email: str) -> None:
    """Answer a request for a new password: one insert, whether an account has this address or not."""
    write_later(RESET, email, no_use_after=NO_USE_AFTER)


def write_reset(row: OutgoingMail, now: datetime.datetime) -> EmailMessage | None:
    """Write the link to a new password; no mail for an address without an open account.

    Written as it leaves, the link, which opens the account, is kept nowhere.
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


def register() -> None:
    register_writer(RESET, write_reset)
