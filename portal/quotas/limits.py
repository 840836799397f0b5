"""Quotas: how often a person may do what writes to others, sends mail or costs much time.

The service declares what is limited:

    @limited("comment", _("Comments"), by="author", unless="created_at")
    def post_comment(*, author: User, ...)

`settings.QUOTAS` sets the quota, such as "30/hour". Periods begin at full minutes, hours or days (UTC). Each
period is one row of the database: the count is right with any number of processes and any cache.
"""

import datetime
from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any, NamedTuple, ParamSpec, TypeVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import ngettext

from portal.common.display import format_time

from .models import QuotaUse

P = ParamSpec("P")
R = TypeVar("R")

PERIODS = {
    "minute": datetime.timedelta(minutes=1),
    "hour": datetime.timedelta(hours=1),
    "day": datetime.timedelta(days=1),
}

# What is limited, in words for people.
verbs: dict[str, str | Promise] = {}


class Remedy(NamedTuple):
    """What undoes an action done too often: a label, and the address of the screen for a `QuotaUse`."""

    label: str | Promise
    address: Callable[[QuotaUse], str]


# By verb. The app of the screen registers it.
remedies: dict[str, Remedy] = {}


class Quota(NamedTuple):
    """A number of times in a period."""

    times: int
    period: datetime.timedelta


class QuotaReachedError(Exception):
    """The person has used up this quota for now. The message is for them."""

    def __init__(self, verb: str, quota: Quota, until: datetime.datetime) -> None:
        self.verb, self.quota, self.until = verb, quota, until
        super().__init__(verb)

    def __str__(self) -> str:
        said = ngettext(
            "You did this %(count)s time in a short while, and one may not do it more often. "
            "Nothing you wrote is lost: try again after %(time)s.",
            "You did this %(count)s times in a short while, and one may not do it more often. "
            "Nothing you wrote is lost: try again after %(time)s.",
            self.quota.times,
        )
        return said % {
            "count": self.quota.times,
            "time": format_time(self.until),
        }


def quota(verb: str) -> Quota:
    """Return the quota of a verb from the settings, such as "30/hour"."""
    times, _slash, period = settings.QUOTAS[verb].partition("/")
    return Quota(int(times), PERIODS[period])


def limited(
    verb: str,
    label: str | Promise,
    *,
    by: str,
    unless: str = "",
    done: Callable[..., object] = lambda **asked: None,
    times: Callable[..., int] = lambda **asked: 1,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Count what a service does, for the account in its parameter `by`, and refuse it beyond its quota.

    `by` may name an attribute of a parameter: "comment.author".
    A call with the parameter `unless` records a fact of another day and is not counted. Neither is one that
    `done` finds done already: it is the same form sent again. `times` says how often a call counts. Both get
    the arguments of the service. The service raises `QuotaReachedError`, before it began.
    """
    verbs[verb] = label

    def decorate(service: Callable[P, R]) -> Callable[P, R]:
        parameters = signature(service)

        @wraps(service)
        def answer(*args: P.args, **kwargs: P.kwargs) -> R:
            bound = parameters.bind(*args, **kwargs)
            bound.apply_defaults()
            asked: dict[str, Any] = bound.arguments
            agent, count = _account(asked, by), times(**asked)
            if agent is not None and count and (not unless or asked[unless] is None) and not done(**asked):
                spend(verb, agent, count)
            return service(*args, **kwargs)

        return answer

    return decorate


def _account(asked: dict[str, Any], by: str) -> Any:
    parameter, _dot, attribute = by.partition(".")
    given = asked.get(parameter)
    return getattr(given, attribute) if attribute else given


def spend(verb: str, agent: AbstractBaseUser, count: int = 1) -> None:
    """Count an action of a person. Raise `QuotaReachedError` if the quota is used up."""
    allowed = quota(verb)
    since = _beginning(timezone.now(), allowed.period)
    with transaction.atomic():
        row, _created = QuotaUse.objects.get_or_create(agent_id=agent.pk, verb=verb, since=since)
        # One statement: of two requests at the same moment, the second counts what the first wrote.
        left = QuotaUse.objects.filter(pk=row.pk, times__lte=allowed.times - count)
        taken = left.update(times=F("times") + count)
        if not taken:
            QuotaUse.objects.filter(pk=row.pk).update(refused=F("refused") + 1)
    if not taken:
        raise QuotaReachedError(verb, allowed, since + allowed.period)


def _beginning(moment: datetime.datetime, period: datetime.timedelta) -> datetime.datetime:
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    return moment - (moment - epoch) % period
