"""The mails of notifications: one per agent at a time, written when it is sent (`portal.mail.writers`).

Notifications that were read or withdrawn while the mail waited are left out.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import BigIntegerField, Case, Value, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.models import User
from portal.common.text import SUBJECT_LENGTH, shorten
from portal.mail.messages import make_message, named, site
from portal.mail.models import OutgoingMail
from portal.mail.writers import NotNowError, Writer, register_reader, write_many_later
from portal.upkeep.steps import Restored

from .audience import denied_to
from .digests import Choices, agents_with_news
from .enums import Category
from .groups import Digest, Group
from .lines import objects_of
from .models import Notification
from .unsubscribing import sign_unsubscription

DIGEST = "notifications.digest"
BATCH = 100  # agents whose mails are queued at once
MOST_AT_ONCE = 5000  # mails of one run: the other commands of the schedule wait meanwhile
# Of a page in a subject, at most: what is new there follows it whole, and the mail gives the whole title.
TITLE_LENGTH = 50


def queue_due_mail(now: datetime.datetime | None = None) -> int:
    """Put mails that are due in the outbox, and return their number. The next run goes on from there."""
    now = now or timezone.now()
    agents = agents_with_news(now)
    queued = 0
    with translation.override(settings.LANGUAGE_CODE):
        for start in range(0, len(agents), BATCH):
            if queued >= MOST_AT_ONCE:
                break
            queued += _queue(agents[start : start + BATCH], now)
    return queued


@transaction.atomic
def _queue(agents: Collection[int], now: datetime.datetime) -> int:
    """Put the due mails of these agents in the outbox. Return their number.

    Nothing is queued for an agent if another process does it, if nothing may be shown any more, or while an
    earlier mail waits for the mail server: the next one gathers what happens.
    """
    people = {agent.pk: agent for agent in User.objects.filter(pk__in=agents)}
    due = _due(people, now)
    if not due:
        return 0
    mails = write_many_later(DIGEST, [people[agent].email for agent in due], can_wait=True)
    keys = [key for theirs in due.values() for key in theirs]
    mail_of = Case(
        *(When(recipient=agent, then=Value(mail.pk)) for agent, mail in zip(due, mails, strict=True)),
        output_field=BigIntegerField(),
    )
    taken = Notification.objects.filter(pk__in=keys).waiting()
    # Another process may have taken them since they were read: the rows say which were left.
    if taken.update(mail=Cast(mail_of, BigIntegerField()), mailed_at=now) == len(keys):
        return len(mails)
    queued = OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails])
    speaking = Notification.objects.filter(mail__in=mails).values("mail")
    queued.exclude(pk__in=speaking).delete()
    return queued.count()


def _due(people: Mapping[int, User], now: datetime.datetime) -> dict[int, list[int]]:
    """Return the keys of the notifications that are due now to each of these agents, if any is."""
    choices, denied = Choices(people), denied_to(people.values())
    before = {agent: choices.due_before(agent, now) for agent in people}
    theirs = Notification.objects.filter(recipient__in=people)
    busy = set(theirs.in_the_outbox().order_by().values_list("recipient_id", flat=True))
    due: defaultdict[int, list[int]] = defaultdict(list)
    rows = (
        theirs.waiting().published().values_list("pk", "recipient_id", "category", "created_at", "page__path")
    )
    for key, agent, category, created_at, path in rows:
        moment = before[agent].get(Category(category))
        if (
            agent not in busy
            and moment is not None
            and created_at < moment
            and not (path or "").startswith(denied[agent])
        ):
            due[agent].append(key)
    return due


def read_digests(mails: Sequence[OutgoingMail]) -> Writer:
    """Read what these mails say now, and return their writer.

    The writer returns None for a mail that may show nothing. Its notifications wait for another mail, if they
    can be shown again later.
    """
    unread = Notification.objects.filter(mail__in=mails).unread().published().select_related("page")
    notifications = list(unread.order_by("-created_at", "-pk"))
    recipients = User.objects.filter(pk__in={one.recipient_id for one in notifications}, is_active=True)
    people = recipients.in_bulk()
    choices, denied = Choices(people), denied_to(people.values())
    of_mail: defaultdict[int | None, list[Notification]] = defaultdict(list)
    for one in notifications:
        path = one.page.path if one.page is not None else ""
        if one.recipient_id in people and not path.startswith(denied[one.recipient_id]):
            of_mail[one.mail_id].append(one)
    digests = {mail: Digest(theirs) for mail, theirs in of_mail.items()}
    objects = objects_of(one for digest in digests.values() for one in digest.newest)

    def write(row: OutgoingMail, now: datetime.datetime) -> EmailMessage | None:
        digest = digests.get(row.pk)
        if digest is not None:
            recipient = people[digest.recipient_id]
            if not choices.allow(recipient.pk, now):
                raise NotNowError
            if groups := digest.groups(objects):
                return _message(recipient, groups, digest.categories)
        Notification.objects.filter(mail=row).update(mailed_at=None)
        return None

    return write


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


def leave_out_what_was_restored(restored: Restored) -> str:
    """Write no mail about what waited for one in the backup: it may have left since. The portal tells it."""
    if restored.send_mail:
        return _("Notifications: what waited in the backup leaves by mail.")
    told = Notification.objects.waiting().update(mailed_at=timezone.now())
    return _("Notifications: %(count)s stay in the portal, and no mail is sent again.") % {"count": told}


def register() -> None:
    """Register the reader of these mails."""
    register_reader(DIGEST, read_digests)
