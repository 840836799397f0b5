"""The mails that are due: their recipients, and the end of the period of each category."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Min
from django.utils import timezone

from portal.accounts.models import User

from .calendar import Hours, due_before
from .enums import DEFAULT_FREQUENCIES, Category, Frequency
from .models import MailSettings, Notification, Preference


@dataclass
class Due:
    """A mail that is due to one agent: in each category, events before a moment."""

    recipient_id: int
    up_to: dict[Category, datetime.datetime] = field(default_factory=dict)


def due(now: datetime.datetime) -> list[Due]:
    """Return the mails that may leave now, in three queries whatever the number of agents."""
    local = timezone.localtime(now)
    waiting = (
        Notification.objects.waiting()
        .filter(recipient__is_active=True)
        # One mail at a time: while one waits for the mail server, the next gathers what happens.
        .exclude(recipient__in=Notification.objects.in_the_outbox().values("recipient"))
        .order_by()
        .values_list("recipient_id", "category")
        .annotate(oldest=Min("created_at"))
    )
    oldest: defaultdict[int, dict[Category, datetime.datetime]] = defaultdict(dict)
    for recipient, category, moment in waiting:
        oldest[recipient][Category(category)] = moment
    hours, frequencies = _hours(), _frequencies()
    found = []
    for recipient, categories in oldest.items():
        theirs = hours.get(recipient, Hours())
        if not theirs.allow(local):
            continue
        chosen = frequencies.get(recipient, {})
        one = Due(recipient)
        for category, moment in categories.items():
            up_to = due_before(chosen.get(category, DEFAULT_FREQUENCIES[category]), local, theirs)
            if up_to is not None and moment < up_to:
                one.up_to[category] = up_to
        if one.up_to:
            found.append(one)
    return found


def mail_may_reach(agent: User, now: datetime.datetime) -> bool:
    """Return True if the hours of this agent allow mail now. This costs one query."""
    theirs = _hours(agent_id=agent.pk).get(agent.pk, Hours())
    return theirs.allow(timezone.localtime(now))


def _hours(**of: int) -> dict[int, Hours]:
    rows = MailSettings.objects.filter(**of).values_list(
        "agent_id", "quiet_from", "quiet_until", "working_days_only"
    )
    return {agent: Hours(start, end, working_days) for agent, start, end, working_days in rows}


def _frequencies() -> dict[int, dict[Category, Frequency]]:
    chosen: defaultdict[int, dict[Category, Frequency]] = defaultdict(dict)
    for agent, category, frequency in Preference.objects.values_list("agent_id", "category", "frequency"):
        chosen[agent][Category(category)] = Frequency(frequency)
    return chosen
