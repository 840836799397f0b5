"""Services that notify agents of events."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User

from ..audience import who_may_read
from ..enums import DEFAULT_FREQUENCIES, Category, Frequency
from ..kinds.base import KINDS, Event, NotificationKind, Trigger
from ..listening import listen
from ..models import Notification, Preference

# What is older is recorded afterwards: nobody is notified today of what happened last year.
OLDEST = datetime.timedelta(days=30)
BATCH = 500  # rows of one insert


def register_kind(kind: NotificationKind) -> NotificationKind:
    """Register a kind. Its recipients are notified whenever one of its signals is sent."""
    if kind.name in KINDS:
        raise ImproperlyConfigured(f"Two kinds of notification are named {kind.name}.")
    KINDS[kind.name] = kind
    for trigger in kind.notifies_on:
        if trigger.signal is not None:
            name = f"{trigger.event.__module__}.{trigger.event.__name__}"
            listen(trigger.signal, partial(announce, trigger), name=name)
    return kind


def announce(trigger: Trigger, **arguments: Any) -> None:
    """Notify an event to the recipients of each kind that it concerns: see `Trigger`."""
    event = trigger.event(**arguments)
    if event is None:
        return
    recipients: dict[int, NotificationKind] = {}
    for kind in KINDS.values():
        if trigger in kind.notifies_on:
            recipients |= dict.fromkeys(kind.recipients(**arguments), kind)
    notify(event=event, recipients=recipients)


@transaction.atomic
def notify(*, event: Event, recipients: Mapping[int, NotificationKind]) -> None:
    """Create one notification per recipient (`{agent_pk: kind}`), except for the actor.

    The number of queries does not depend on that of recipients. Recipients already notified of this event
    keep that row. A row that has not left by mail takes the kind of greater concern to its recipient.
    """
    now = timezone.now()
    if event.at is not None and event.at < now - OLDEST:
        return
    agents = set(recipients) - ({event.actor.pk} if event.actor else set())
    agents = who_may_read(event.page, agents) if event.page else _open_accounts(agents)
    kinds = {agent: recipients[agent] for agent in agents}
    silent = _without_mail(kinds)
    Notification.objects.bulk_create(
        [
            Notification(
                recipient_id=agent,
                kind=kind.name,
                category=kind.category,
                key=event.key,
                object_id=event.object_id,
                page=event.page,
                comment=event.comment,
                thread=event.thread,
                created_at=now,
                by_mail=agent not in silent[kind.category],
            )
            for agent, kind in kinds.items()
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    if event.comment is not None:
        _strengthen(event, kinds, silent)
    if event.replaces:
        Notification.objects.filter(key=event.replaces, recipient__in=kinds).undelivered().delete()


def _open_accounts(agents: set[int]) -> set[int]:
    return set(User.objects.filter(pk__in=agents, is_active=True).values_list("pk", flat=True))


def _without_mail(kinds: Mapping[int, NotificationKind]) -> dict[Category, set[int]]:
    """Return, by category, the agents who want no mail about it."""
    silent = {
        category: set(kinds) if frequency == Frequency.NONE else set()
        for category, frequency in DEFAULT_FREQUENCIES.items()
    }
    chosen = Preference.objects.filter(agent__in=kinds, category__in={k.category for k in kinds.values()})
    for agent, category, frequency in chosen.values_list("agent_id", "category", "frequency"):
        if frequency == Frequency.NONE:
            silent[Category(category)].add(agent)
        else:
            silent[Category(category)].discard(agent)
    return silent


def _strengthen(
    event: Event, kinds: Mapping[int, NotificationKind], silent: Mapping[Category, set[int]]
) -> None:
    """Replace the kind of earlier rows by one of greater concern, as long as no mail has left."""
    by_kind: defaultdict[NotificationKind, set[int]] = defaultdict(set)
    for agent, kind in kinds.items():
        by_kind[kind].add(agent)
    names = list(KINDS)
    for kind, agents in by_kind.items():
        lesser = names[: names.index(kind.name)]
        category = kind.category
        earlier = Notification.objects.filter(
            key=event.key, recipient__in=agents, kind__in=lesser, mailed_at__isnull=True
        )
        earlier.filter(recipient__in=agents & silent[category]).update(
            kind=kind.name, category=category, by_mail=False
        )
        earlier.exclude(recipient__in=silent[category]).update(
            kind=kind.name, category=category, by_mail=True
        )
