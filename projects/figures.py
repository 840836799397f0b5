"""Figures of a plan, an axis or a theme."""

from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Avg, Count, Q, QuerySet
from django.utils.safestring import SafeString

from .charts import LegendKey, actions_per_block, draw_wall, legend
from .enums import ActionStatus
from .querysets import ActionPageQuerySet


@dataclass(frozen=True)
class PlanFigures:
    """The number of actions, in all and in each status. `progress` is the mean, in per cent."""

    total: int
    priority: int
    to_start: int
    in_progress: int
    done: int
    suspended: int
    abandoned: int
    progress: int

    @classmethod
    def of(cls, actions: ActionPageQuerySet) -> Self:
        """Count `actions`, each of which is there once, in one query."""
        by_status = {status.value: Count("pk", filter=Q(status=status)) for status in ActionStatus}
        row = actions.order_by().aggregate(
            total=Count("pk"),
            priority=Count("pk", filter=Q(priority=True)),
            mean=Avg("progress"),
            **by_status,
        )
        return cls(progress=round(row.pop("mean") or 0), **row)

    @property
    def legend(self) -> list[LegendKey]:
        """The number of actions in each status, in words."""
        return legend({status.value: getattr(self, status) for status in ActionStatus})

    @property
    def actions_per_block(self) -> int:
        """The number of actions that a block of the wall stands for."""
        return actions_per_block(self.total)

    @property
    def wall(self) -> SafeString:
        """The drawing of the actions."""
        return draw_wall(self.legend)


def with_figures(rows: QuerySet[Any], actions: str) -> QuerySet[Any]:
    """Annotate axes or themes with `total`, `done` and `progress` of their live actions.

    `actions` is the path from a row to its actions.
    """
    live = Q(**{f"{actions}__live": True})
    return rows.annotate(
        total=Count(actions, filter=live, distinct=True),
        done=Count(actions, filter=live & Q(**{f"{actions}__status": ActionStatus.DONE}), distinct=True),
        progress=Avg(f"{actions}__progress", filter=live),
    )
