"""Which notifications are due in a mail, for many agents at once."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from itertools import chain

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from .calendar import Hours, due_before
from .enums import DEFAULT_FREQUENCIES, Category, Frequency
from .models import MailSettings, Notification, Preference

MAILED = [frequency for frequency in Frequency if frequency != Frequency.NONE]


def agents_with_news(now: datetime.datetime) -> list[int]:
    """Return the agents to whom a mail may be due now, in four queries.

    What waits for another day is not read. `Choices` decides exactly.
    """
    local = timezone.localtime(now)
    before = {frequency: _latest(frequency, local) for frequency in MAILED}
    waiting = Notification.objects.waiting().published().filter(recipient__is_active=True)
    if not Hours().allow(local):  # nothing leaves, except to who chose other hours
        waiting = waiting.filter(recipient__in=MailSettings.objects.values("agent"))
    chosen = Preference.objects.filter(agent=OuterRef("recipient"), category=OuterRef("category"))
    # One query for each frequency: an index answers it, and the three together would read all that waits.
    usual = [
        waiting.filter(
            ~Exists(chosen),
            category__in=[each for each, default in DEFAULT_FREQUENCIES.items() if default == frequency],
            created_at__lt=moment,
        )
        for frequency, moment in before.items()
    ]
    others = waiting.filter(
        Q(
            *(
                Q(Exists(chosen.filter(frequency=frequency)), created_at__lt=moment)
                for frequency, moment in before.items()
            ),
            _connector=Q.OR,
        ),
        recipient__in=Preference.objects.values("agent"),
    )
    found = [rows.order_by().values_list("recipient_id", flat=True).distinct() for rows in (*usual, others)]
    return sorted(set(chain.from_iterable(found)))


def _latest(frequency: Frequency, local: datetime.datetime) -> datetime.datetime:
    """Return the moment before which a notification may be due to somebody."""
    moments = (due_before(frequency, local, Hours(working_days_only=only)) for only in (True, False))
    return max(filter(None, moments), default=local)


class Choices:
    """When these agents want mail. They are read in two queries."""

    def __init__(self, agents: Iterable[int]) -> None:
        agents = list(agents)
        settings = MailSettings.objects.filter(agent__in=agents)
        self._hours = {
            agent: Hours(start, end, working_days)
            for agent, start, end, working_days in settings.values_list(
                "agent_id", "quiet_from", "quiet_until", "working_days_only"
            )
        }
        self._frequencies: defaultdict[int, dict[Category, Frequency]] = defaultdict(dict)
        preferences = Preference.objects.filter(agent__in=agents)
        for agent, category, frequency in preferences.values_list("agent_id", "category", "frequency"):
            self._frequencies[agent][Category(category)] = Frequency(frequency)

    def allow(self, agent: int, now: datetime.datetime) -> bool:
        """Return True if the hours of this agent allow mail now."""
        return self._hours_of(agent).allow(timezone.localtime(now))

    def due_before(self, agent: int, now: datetime.datetime) -> dict[Category, datetime.datetime]:
        """Return the moment before which notifications of each category are due to this agent."""
        local, hours, chosen = timezone.localtime(now), self._hours_of(agent), self._frequencies[agent]
        if not hours.allow(local):
            return {}
        moments = {
            category: due_before(chosen.get(category, default), local, hours)
            for category, default in DEFAULT_FREQUENCIES.items()
        }
        return {category: moment for category, moment in moments.items() if moment is not None}

    def _hours_of(self, agent: int) -> Hours:
        return self._hours.get(agent, Hours())
