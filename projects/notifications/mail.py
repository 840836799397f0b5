"""The mails of notifications: one to each agent at a time, made up before it leaves.

A mail leaves at least once. It is noted as sent when the mail server has taken it: a process killed between
the two sends the same message again, under the same Message-ID, rather than never. What the server refuses is
tried again every quarter of an hour, for a week.
"""

import datetime
import logging
from collections.abc import Iterable
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.models import User
from portal.common.text import SUBJECT_LENGTH, mail_subject, shorten
from portal.mail.transport import get_transport

from .audience import request_of
from .digests import Due, due, mail_may_reach
from .enums import Category
from .groups import Group, all_groups
from .models import Mailing, Notification
from .querysets import NotificationQuerySet
from .unsubscribing import sign_unsubscription

logger = logging.getLogger(__name__)

# A process that has been busy with a mail for so long was killed.
LEASE = datetime.timedelta(minutes=15)
# A mail that is still refused after so long is given up; the portal tells what it said.
TRIED_FOR = datetime.timedelta(days=7)
# Of a page in a subject, at most: what is new there follows it whole, and the mail gives the whole title.
TITLE_LENGTH = 50


def send_due_mail(now: datetime.datetime | None = None) -> int:
    """Send every mail that is due, and those that a killed process left; gives how many left.

    Raises OSError when there is no mail server: nothing is lost, the next turn sends it.
    """
    now = now or timezone.now()
    waiting = due(now)
    left_over = [mailing for mailing in _left_over(now) if mail_may_reach(mailing.recipient, now)]
    if not waiting and not left_over:
        return 0
    sent = 0
    with get_transport() as connection:
        for mailing in left_over:
            if _claim_again(mailing):
                sent += _send(mailing, connection)
        for one in waiting:
            fresh = _claim(one)
            if fresh is not None:
                sent += _send(fresh, connection)
    return sent


def _left_over(now: datetime.datetime) -> QuerySet[Mailing]:
    """Mails that were refused, or that a killed process was busy with."""
    return Mailing.objects.filter(sent_at__isnull=True, claimed_at__lt=now - LEASE).select_related(
        "recipient"
    )


@transaction.atomic
def _claim(one: Due) -> Mailing | None:
    """Put what is due to an agent in a mail, unless another process does or it cannot be told any more."""
    recipient = User.objects.get(pk=one.recipient_id)
    due_now = Q(
        *(Q(category=category, created_at__lt=moment) for category, moment in one.up_to.items()),
        _connector=Q.OR,
    )
    told = Notification.objects.to(recipient).waiting().filter(due_now).tellable(request_of(recipient))
    mailing = Mailing.objects.create(recipient=recipient)
    keys = list(told.values_list("pk", flat=True))
    # Another process may have taken them since they were read: the rows say which were left.
    if not Notification.objects.filter(pk__in=keys).waiting().update(mailing=mailing):
        mailing.delete()
        return None
    return mailing


def _claim_again(mailing: Mailing) -> bool:
    """Whether this process, and no other, takes the mail over."""
    mine = Mailing.objects.filter(pk=mailing.pk, claimed_at=mailing.claimed_at, sent_at__isnull=True)
    return bool(mine.update(claimed_at=timezone.now()))


def _send(mailing: Mailing, connection: BaseEmailBackend) -> bool:
    """Send one mail; what is refused waits for the next turn. Raises OSError without a mail server."""
    told = Notification.objects.filter(mailing=mailing).unread().tellable(request_of(mailing.recipient))
    with translation.override(settings.LANGUAGE_CODE):
        message = _write(mailing, told)
    if message is None:  # read or withdrawn meanwhile
        mailing.delete()
        return False
    message.connection = connection
    try:
        message.send()
    except (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError) as error:
        logger.warning("A mail of notifications was refused: %s", type(error).__name__)
        if mailing.created_at < timezone.now() - TRIED_FOR:
            _give_up(mailing)
        return False
    except OSError:
        # The connection broke: the next turn tries again, without waiting for the lease to end.
        Mailing.objects.filter(pk=mailing.pk).update(claimed_at=mailing.created_at - LEASE)
        raise
    Mailing.objects.filter(pk=mailing.pk).update(sent_at=timezone.now())
    return True


@transaction.atomic
def _give_up(mailing: Mailing) -> None:
    Notification.objects.filter(mailing=mailing).update(by_mail=False)
    mailing.delete()


def _write(mailing: Mailing, told: NotificationQuerySet) -> EmailMultiAlternatives | None:
    """The message, in the language of the portal; None if there is nothing left to say."""
    if not mailing.recipient.is_active:
        return None
    groups = all_groups(told)
    if not groups:
        return None
    categories = set(map(Category, told.order_by().values_list("category", flat=True).distinct()))
    site = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    unsubscribe = site + _unsubscribe_path(mailing.recipient, categories)
    context = {
        "recipient": mailing.recipient,
        "groups": groups,
        "site": site,
        "settings_url": site + reverse("notifications:settings"),
        "centre_url": site + reverse("notifications:centre"),
        "stops": [
            (category.label, site + _unsubscribe_path(mailing.recipient, [category]))
            for category in Category
            if category in categories
        ],
    }
    return _message(mailing, _subject(groups), context, unsubscribe)


def _message(
    mailing: Mailing, subject: str, context: dict[str, object], unsubscribe: str
) -> EmailMultiAlternatives:
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"
    message = EmailMultiAlternatives(
        subject,
        render_to_string("notifications/mail/digest.txt", context),
        to=[mailing.recipient.email],
        headers={
            "Message-ID": f"<notifications.{mailing.number}@{host}>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    message.attach_alternative(render_to_string("notifications/mail/digest.html", context), "text/html")
    return message


def _subject(groups: list[Group]) -> str:
    """What the mail is about; with its page when there is but one."""
    prefix = _("[Project]")
    if len(groups) == 1:
        (group,) = groups
        left = SUBJECT_LENGTH - len(f"{prefix}  : {group.summary}")
        title = shorten(group.page_title, min(TITLE_LENGTH, left))
        subject = f"{title} : {group.summary}" if title else group.title
    else:
        count = sum(group.total for group in groups)
        subject = ngettext("%(count)s piece of news for you", "%(count)s pieces of news for you", count) % {
            "count": count
        }
    return mail_subject(f"{prefix} {subject}")


def _unsubscribe_path(agent: User, categories: Iterable[Category]) -> str:
    return reverse("notifications:unsubscribe", args=[sign_unsubscription(agent, categories)])
