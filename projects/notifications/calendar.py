"""The hours, working days and French public holidays that decide when mail may leave.

This module never reads the clock.
"""

import datetime
from dataclasses import dataclass
from functools import cache

from dateutil.easter import easter
from django.conf import settings

from .enums import Frequency
from .models.settings import QUIET_FROM, QUIET_UNTIL

SATURDAY = 5
ONE_DAY = datetime.timedelta(days=1)
# The longest run of days without a working day is far shorter.
LOOK_BACK = 21  # days


@cache
def public_holidays(year: int) -> frozenset[datetime.date]:
    """Return the eleven days of article L3133-1 of the French labour code."""
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    after_easter = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday
    sunday = easter(year)
    return frozenset(
        [datetime.date(year, month, day) for month, day in fixed]
        + [sunday + datetime.timedelta(days=days) for days in after_easter]
    )


def is_working_day(day: datetime.date) -> bool:
    """Return True from Monday to Friday, except on public holidays."""
    return day.weekday() < SATURDAY and day not in public_holidays(day.year)


@dataclass(frozen=True)
class Hours:
    """The hours when mail may reach one agent."""

    quiet_from: datetime.time = QUIET_FROM
    quiet_until: datetime.time = QUIET_UNTIL
    working_days_only: bool = True

    def allow(self, now: datetime.datetime) -> bool:
        """Return True if mail may leave at this local time."""
        return self.allow_day(now.date()) and not self._is_quiet(now.time())

    def allow_day(self, day: datetime.date) -> bool:
        return not self.working_days_only or is_working_day(day)

    def _is_quiet(self, time: datetime.time) -> bool:
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= time < self.quiet_until
        return time >= self.quiet_from or time < self.quiet_until


def due_before(frequency: Frequency, now: datetime.datetime, hours: Hours) -> datetime.datetime | None:
    """Return the moment before which events are due in a mail at `now`, an aware local time.

    Return None for no mail. A mail that could not leave in time stays due until it has left, so a worker
    that was stopped catches up.
    """
    if frequency == Frequency.NONE:
        return None
    if frequency == Frequency.AT_ONCE:
        return now
    for days in range(LOOK_BACK):
        day = now.date() - days * ONE_DAY
        moment = datetime.datetime.combine(day, settings.LIMITS["digest_time"], now.tzinfo)
        if moment <= now and _is_digest_day(frequency, day, hours):
            return moment
    return None


def _is_digest_day(frequency: Frequency, day: datetime.date, hours: Hours) -> bool:
    """Return True on each day that mail may leave.

    For a weekly mail, return True on the first such day of its week only.
    """
    if not hours.allow_day(day):
        return False
    earlier = range(1, day.weekday() + 1)
    return frequency == Frequency.DAILY or not any(hours.allow_day(day - days * ONE_DAY) for days in earlier)
