"""Figures of a plan, an axis or a theme."""

from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Count, QuerySet, Sum
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
        """Count `actions` in one query, which reads each of them once."""
        counted = actions.model._base_manager.filter(pk__in=actions.order_by().values("pk"))
        groups = counted.values_list("status", "priority").annotate(Count("pk"), Sum("progress"))
        by_status = dict.fromkeys(ActionStatus.values, 0)
        total = priority = progress = 0
        for status, is_priority, count, advanced in groups:
            by_status[status] += count
            total += count
            priority += count if is_priority else 0
            progress += advanced
        return cls(
            total=total, priority=priority, progress=round(progress / total) if total else 0, **by_status
        )

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


def with_figures(rows: QuerySet[Any], actions: str) -> list[Any]:
    """Return axes or themes with `total`, `done` and `progress` of their live actions, in two queries.

    `actions` is the path from a row to its actions.
    """
    groups = (
        rows.order_by()
        .filter(**{f"{actions}__live": True})
        .values_list("pk", f"{actions}__status")
        .annotate(Count("pk"), Sum(f"{actions}__progress"))
    )
    by_row: dict[int, list[tuple[str, int, int]]] = {}
    for pk, status, count, progress in groups:
        by_row.setdefault(pk, []).append((status, count, progress))
    shown = list(rows)
    for row in shown:
        counted = by_row.get(row.pk, [])
        row.total = sum(count for _status, count, _progress in counted)
        row.done = sum(count for status, count, _progress in counted if status == ActionStatus.DONE)
        row.progress = sum(progress for *_rest, progress in counted) / row.total if row.total else None
    return shown
