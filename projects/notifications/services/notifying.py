"""Services that notify agents of events."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.core.exceptions import EmptyResultSet, ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from portal.accounts.models import User
from portal.common.access import readers

from ..enums import Frequency
from ..kinds.base import KINDS, Event, NotificationKind, Trigger
from ..models import Notification, Preference

# What is older is recorded afterwards: nobody is notified today of what happened last year.
OLDEST = datetime.timedelta(days=30)


def register_kind(kind: NotificationKind) -> NotificationKind:
    """Register a kind. Its recipients are notified whenever one of its signals is sent."""
    if kind.name in KINDS:
        raise ImproperlyConfigured(f"Two kinds of notification are named {kind.name}.")
    KINDS[kind.name] = kind
    for trigger in kind.notifies_on:
        if trigger.signal is not None:
            name = f"{trigger.event.__module__}.{trigger.event.__name__}"
            trigger.signal.listen(partial(announce, trigger), name=name)
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

    Each kind is one statement, whatever the number of recipients. Recipients already notified of this event
    keep that row. A row that has not left by mail takes the kind of greater concern to its recipient.
    """
    if event.at is not None and event.at < timezone.now() - OLDEST:
        return
    by_kind: defaultdict[NotificationKind, list[int]] = defaultdict(list)
    for agent, kind in recipients.items():
        if event.actor is None or agent != event.actor.pk:
            by_kind[kind].append(agent)
    for kind, agents in by_kind.items():
        told = _may_be_told(event, agents)
        _insert(event, kind, told)
        if event.comment is not None:
            _strengthen(event, kind, told)
        if event.replaces:
            replaced = Notification.objects.filter(key=event.replaces, recipient__in=told.values("pk"))
            replaced.undelivered().delete()


def _may_be_told(event: Event, agents: Iterable[int]) -> QuerySet[User]:
    people = User.objects.filter(pk__in=agents)
    return readers(event.page, people) if event.page else people.filter(is_active=True)


def _insert(event: Event, kind: NotificationKind, agents: QuerySet[User]) -> None:
    """Write the rows of these agents, except of those who have one about this event."""
    values: dict[str, Any] = {
        "recipient": F("pk"),
        "kind": kind.name,
        "category": kind.category.value,
        "key": event.key,
        "object_id": event.object_id,
        "page": event.page and event.page.pk,
        "comment": event.comment and event.comment.pk,
        "thread": event.thread,
        "created_at": timezone.now(),
        "by_mail": _wants_mail(kind, "pk"),
    }
    fields: list[Any] = [Notification._meta.get_field(name) for name in values]
    selected: list[Any] = [
        value
        if hasattr(value, "resolve_expression")
        else Value(value, output_field=getattr(field, "target_field", field))
        for field, value in zip(fields, values.values(), strict=True)
    ]
    try:
        select, parameters = agents.order_by().values_list(*selected).query.sql_with_params()
    except EmptyResultSet:
        return
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    table = quote(Notification._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) {select} ON CONFLICT DO NOTHING", parameters)


def _wants_mail(kind: NotificationKind, agent: str) -> Combinable:
    """Return the condition that the agent whose key this column holds wants mail about this kind."""
    refused = Preference.objects.filter(
        agent=OuterRef(agent), category=kind.category, frequency=Frequency.NONE
    )
    return ~Exists(refused)


def _strengthen(event: Event, kind: NotificationKind, agents: QuerySet[User]) -> None:
    """Replace the kind of earlier rows of lesser concern, as long as no mail has left."""
    names = list(KINDS)
    Notification.objects.filter(
        key=event.key,
        recipient__in=agents.values("pk"),
        kind__in=names[: names.index(kind.name)],
        mailed_at__isnull=True,
    ).update(kind=kind.name, category=kind.category, by_mail=_wants_mail(kind, "recipient"))
