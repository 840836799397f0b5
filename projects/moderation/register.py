"""The figures of the register of moderation."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q
from django.utils import timezone
from django.utils.timesince import timesince

from .enums import ModerationOutcome
from .models import CharterRule, ModerationDecision


@dataclass(frozen=True)
class Counted:
    """A label with its count."""

    label: str
    count: int


@dataclass(frozen=True)
class RegisterFigures:
    """Counts of entries. `median_delay` runs from the first report, or the appeal, to the decision."""

    total: int
    by_outcome: list[Counted]
    by_rule: list[Counted]
    median_delay: datetime.timedelta | None
    appeals: int
    pending: int
    overturned: int
    changed: int

    @property
    def median_delay_in_words(self) -> str:
        if self.median_delay is None:
            return ""
        now = timezone.now()
        return timesince(now - self.median_delay, now, depth=1)


def read_figures() -> RegisterFigures:
    """Return the figures of the whole register, counted by the database."""
    entries = ModerationDecision.objects.order_by()
    answered = Q(on_appeal__isnull=False)
    overturned = answered & Q(outcome=ModerationOutcome.LEAVE)
    counts = entries.aggregate(
        total=Count("pk"),
        appeals=Count("appeal"),
        answered=Count("pk", filter=answered),
        overturned=Count("pk", filter=overturned),
        changed=Count("pk", filter=answered & ~Q(outcome=ModerationOutcome.LEAVE) & ~_SAME_OUTCOME),
        **{outcome.value: Count("pk", filter=Q(outcome=outcome)) for outcome in ModerationOutcome},
    )
    by_rule = (
        entries.filter(rule__isnull=False)
        .values("rule__number")
        .annotate(count=Count("pk"))
        .order_by("rule__number")
    )
    titles = dict(rules())
    return RegisterFigures(
        total=counts["total"],
        by_outcome=[Counted(str(outcome.label), counts[outcome.value]) for outcome in ModerationOutcome],
        by_rule=[Counted(titles[row["rule__number"]], row["count"]) for row in by_rule],
        median_delay=_median_delay(),
        appeals=counts["appeals"],
        pending=counts["appeals"] - counts["answered"],
        overturned=counts["overturned"],
        changed=counts["changed"],
    )


# The decision on an appeal says the same as the contested one, which it follows.
_SAME_OUTCOME = Q(outcome=F("follows__outcome"))


def rules() -> list[tuple[int, str]]:
    """Return the number and the present title of every rule, including rules no longer in force."""
    return [(rule.number, str(rule)) for rule in CharterRule.objects.current()]


def _median_delay() -> datetime.timedelta | None:
    """Return the lower median of the delays.

    The database computes it, since the register only grows.
    """
    measured = ModerationDecision.objects.filter(asked_at__isnull=False)
    count = measured.count()
    if not count:
        return None
    waited = ExpressionWrapper(F("decided_at") - F("asked_at"), DurationField())
    delays = measured.annotate(waited=waited).order_by("waited").values_list("waited", flat=True)
    return delays[(count - 1) // 2]
