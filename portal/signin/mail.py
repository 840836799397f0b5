"""Mail about accounts: noted by whatever causes it, written and sent by `manage.py send_account_mail`."""

import datetime
import logging
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from portal.accounts.models import User
from portal.common.text import mail_subject
from portal.mail.transport import get_transport

from .enums import MailKind
from .models import AccountMail

logger = logging.getLogger(__name__)

# How long a mail is tried again while mail is out of service.
KEPT_FOR = {MailKind.RESET: datetime.timedelta(hours=1)}
NOTICE_KEPT_FOR = datetime.timedelta(days=1)


def queue_mail(kind: MailKind, email: str) -> None:
    """Note that this mail is to leave, in the language of the request: one insert, for any address."""
    AccountMail.objects.create(kind=kind, email=email, language=translation.get_language())


def send_queued_mail() -> int:
    """Send what is noted and forget it, or what became too old; gives how many messages left.

    What the mail server refuses stays for the next time. Raises OSError when there is no mail server.
    """
    _forget_too_old()
    queued = list(AccountMail.objects.all())
    if not queued:
        return 0
    sent = 0
    with get_transport() as connection:
        for mail in queued:
            message = _write(mail)
            if message is not None:
                message.connection = connection
                try:
                    message.send()
                except (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError) as error:
                    logger.warning("A mail about an account was refused: %s", type(error).__name__)
                    continue
                sent += 1
            mail.delete()
    return sent


def _forget_too_old() -> None:
    now = timezone.now()
    for kind in MailKind:
        oldest = now - KEPT_FOR.get(kind, NOTICE_KEPT_FOR)
        AccountMail.objects.filter(kind=kind, created_at__lt=oldest).delete()


def _write(mail: AccountMail) -> EmailMessage | None:
    """The message, or None for a forgotten password of an address without an open account."""
    context: dict[str, Any] = {"login_email": mail.email, "site": settings.WAGTAILADMIN_BASE_URL}
    template = mail.kind
    if mail.kind == MailKind.RESET:
        user = User.objects.filter(email__iexact=mail.email, is_active=True).first()
        if user is None:
            return None
        if user.has_usable_password():
            context |= _reset_link(user)
        else:
            template = "no_password"
        context |= {"user": user}
        to = user.email  # as the account has it, not as it was typed
    else:
        to = mail.email
    with translation.override(mail.language):
        subject = render_to_string(f"signin/mail/{template}_subject.txt", context)
        body = render_to_string(f"signin/mail/{template}.txt", context)
    return EmailMessage(mail_subject(subject), body, to=[to])


def _reset_link(user: User) -> dict[str, str]:
    return {
        "uid": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
    }
