"""The mails of notifications: one per agent at a time, written when it is sent (`portal.mail.writers`).

Notifications that were read or withdrawn while the mail waited are left out.
"""

import datetime
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.models import User
from portal.common.text import SUBJECT_LENGTH, shorten
from portal.mail.messages import make_message, named, site
from portal.mail.models import OutgoingMail
from portal.mail.writers import NotNowError, register_writer, write_later

from .audience import request_of
from .digests import Due, due, mail_may_reach
from .enums import Category
from .groups import Group, all_groups
from .models import Notification
from .unsubscribing import sign_unsubscription

DIGEST = "notifications.digest"
# Of a page in a subject, at most: what is new there follows it whole, and the mail gives the whole title.
TITLE_LENGTH = 50


def queue_due_mail(now: datetime.datetime | None = None) -> int:
    """Put every mail that is due in the outbox, and return their number."""
    now = now or timezone.now()
    with translation.override(settings.LANGUAGE_CODE):
        return sum(_queue(one, now) for one in due(now))


@transaction.atomic
def _queue(one: Due, now: datetime.datetime) -> bool:
    """Put an agent's due mail in the outbox. Return True if it was queued.

    Nothing is queued if another process does it, or if nothing may be shown any more.
    """
    recipient = User.objects.get(pk=one.recipient_id)
    due_now = Q(
        *(Q(category=category, created_at__lt=moment) for category, moment in one.up_to.items()),
        _connector=Q.OR,
    )
    waiting = Notification.objects.to(recipient).waiting().filter(due_now).readable_by(request_of(recipient))
    keys = list(waiting.values_list("pk", flat=True))
    if not keys:
        return False
    mail = write_later(DIGEST, recipient.email, can_wait=True)
    # Another process may have taken them since they were read: the rows say which were left.
    if not Notification.objects.filter(pk__in=keys).waiting().update(mail=mail, mailed_at=now):
        mail.delete()
        return False
    return True


def write_digest(row: OutgoingMail, now: datetime.datetime) -> EmailMessage | None:
    """Return the mail with the notifications that may still be shown, or None if there is none.

    Notifications that can be shown again later wait for another mail.
    """
    rows = Notification.objects.filter(mail=row)
    recipient = User.objects.filter(notifications__mail=row, is_active=True).first()
    if recipient is not None:
        if not mail_may_reach(recipient, now):
            raise NotNowError
        readable = rows.unread().readable_by(request_of(recipient))
        if groups := all_groups(readable):
            found = set(readable.order_by().values_list("category", flat=True).distinct())
            return _message(recipient, groups, [category for category in Category if category in found])
    rows.update(mailed_at=None)
    return None


def _message(recipient: User, groups: list[Group], categories: list[Category]) -> EmailMessage:
    unsubscribe = site() + _unsubscribe_path(recipient, categories)
    context = {
        "digest_subject": _subject(groups),
        "first_name": recipient.first_name,
        "groups": groups,
        "settings_url": site() + reverse("notifications:settings"),
        "centre_url": site() + reverse("notifications:centre"),
        "stops": [
            (category.label, site() + _unsubscribe_path(recipient, [category])) for category in categories
        ],
    }
    headers = {
        "List-Id": f"<notifications.{urlsplit(site()).hostname or 'localhost'}>",
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    to = named(recipient.get_full_name(), recipient.email)
    return make_message("notifications/digest", to, context, headers=headers)


def _subject(groups: list[Group]) -> str:
    """Return the subject of the mail. It names the page if there is only one."""
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
    return f"{prefix} {subject}"


def _unsubscribe_path(agent: User, categories: Iterable[Category]) -> str:
    return reverse("notifications:unsubscribe", args=[sign_unsubscription(agent, categories)])


def register() -> None:
    """Register the writer of these mails."""
    register_writer(DIGEST, write_digest)
