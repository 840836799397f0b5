"""SVG drawings of the plan as a wall, and of the measurements of an indicator.

Drawings name their colours by classes of the style sheet. Each says in `aria-label` all that it shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from portal.common.display import (
    format_date,
    format_day_of_year,
    format_month,
    format_number,
    format_quantity,
)

# The wall: blocks of one action each, or of several if they would be too many, in courses, every other
# course shifted by half a block.
BLOCK_WIDTH, BLOCK_HEIGHT, JOINT = 30, 17, 3
SHORTEST_COURSE, LONGEST_COURSE = 12, 18
MOST_BLOCKS = 360  # a wall that is still seen at once: beyond, a block stands for several actions

CHART_WIDTH, CHART_HEIGHT, CHART_MARGIN = 480, 120, 22


@dataclass(frozen=True)
class LegendKey:
    """One status in the wall: its number of actions, and its name in agreement with that number."""

    status: str
    count: int
    label: str


def legend(counts: Mapping[str, int]) -> list[LegendKey]:
    """Return the statuses of a wall, from the bottom up: finished actions carry those under way.

    `counts` gives the number of actions by status. Suspended and abandoned actions have a key only if
    there are any.
    """
    labels = {
        "done": npgettext("legend: actions", "done", "done", counts["done"]),
        "in_progress": npgettext("legend: actions", "in progress", "in progress", counts["in_progress"]),
        "to_start": npgettext("legend: actions", "to start", "to start", counts["to_start"]),
        "suspended": npgettext("legend: actions", "suspended", "suspended", counts["suspended"]),
        "abandoned": npgettext("legend: actions", "abandoned", "abandoned", counts["abandoned"]),
    }
    return [
        LegendKey(status, counts[status], label)
        for status, label in labels.items()
        if counts[status] or status not in ("suspended", "abandoned")
    ]


def actions_per_block(total: int) -> int:
    """Return how many actions a block of the wall stands for, at most."""
    return -(-total // MOST_BLOCKS) or 1


def draw_wall(keys: Sequence[LegendKey]) -> SafeString:
    """Draw the actions of a legend as blocks, by status. A status that has actions has a block."""
    total = sum(key.count for key in keys)
    each = actions_per_block(total)
    blocks = [key.status for key in keys for _block in range(-(-key.count // each))]
    courses = -(-len(blocks) // LONGEST_COURSE) or 1
    per_course = max(-(-len(blocks) // courses), SHORTEST_COURSE)
    height = courses * (BLOCK_HEIGHT + JOINT)
    outlines: dict[str, list[str]] = {}
    for position, status in enumerate(blocks):
        course, place = divmod(position, per_course)
        shift = (course % 2) * BLOCK_WIDTH // 2
        left = place * (BLOCK_WIDTH + JOINT) + shift + 1
        top = height - (course + 1) * (BLOCK_HEIGHT + JOINT) + 1
        outlines.setdefault(status, []).append(f"M{left} {top}h{BLOCK_WIDTH}v{BLOCK_HEIGHT}h-{BLOCK_WIDTH}z")
    paths = format_html_join(
        "", '<path class="wall__{}" d="{}"/>', ((status, "".join(d)) for status, d in outlines.items())
    )
    width = per_course * (BLOCK_WIDTH + JOINT) + BLOCK_WIDTH // 2
    return format_html(
        '<svg viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>',
        width, height, width, height, _describe_wall(keys, total), paths,
    )  # fmt: skip


def _describe_wall(keys: Sequence[LegendKey], total: int) -> str:
    return ngettext("%(total)s action: %(statuses)s", "%(total)s actions: %(statuses)s", total) % {
        "total": format_number(total),
        "statuses": ", ".join(f"{format_number(key.count)} {key.label}" for key in keys),
    }


def draw_indicator(indicator: Any) -> SafeString:
    """Draw measurements against their target: a line, or a bar if there is only one.

    Return an empty text if there is none.
    """
    points = indicator.measurements_by_date
    if not points:
        return SafeString("")
    target = float(indicator["target"])
    values = [float(point["value"]) for point in points]
    top = max(*values, target) * 1.12 or 1
    drawing, height = (
        _line(points, values, top) if len(points) > 1 else _bar(values[0], top, indicator.reached)
    )
    label = _("target %(value)s") % {"value": format_number(indicator["target"])}
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}{}</svg>',
        CHART_WIDTH, height, CHART_WIDTH, height, _describe_indicator(indicator), drawing,
        _target(target, top, label, upright=len(points) == 1),
    )  # fmt: skip


def _describe_indicator(indicator: Any) -> str:
    facts = [
        _("%(date)s: %(value)s")
        % {"date": format_date(point["date"]), "value": format_quantity(point["value"], indicator["unit"])}
        for point in indicator.measurements_by_date
    ]
    target = format_quantity(indicator["target"], indicator["unit"])
    return " · ".join([*facts, _("target %(value)s") % {"value": target}])


def _bar(value: float, top: float, reached: bool) -> tuple[SafeString, int]:
    length = round(value / top * CHART_WIDTH)
    drawing = format_html(
        '<path class="chart__ground" d="M0 18h{}v12H0z"/><path class="chart__bar{}" d="M0 18h{}v12H0z"/>',
        CHART_WIDTH,
        " chart__bar--reached" if reached else "",
        length,
    )
    return drawing, 34


def _line(points: list[Any], values: list[float], top: float) -> tuple[SafeString, int]:
    first, last = points[0]["date"], points[-1]["date"]
    days = (last - first).days or 1
    places = [
        (8 + (point["date"] - first).days / days * (CHART_WIDTH - 60), _height(value, top))
        for point, value in zip(points, values, strict=True)
    ]
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y in places)
    dots = format_html_join(
        "",
        '<circle class="chart__dot" cx="{}" cy="{}" r="4"/>',
        ((f"{x:.0f}", f"{y:.0f}") for x, y in places),
    )
    write = format_day_of_year if first.year == last.year else format_month
    dates = format_html(
        '<text x="0" y="{}">{}</text><text x="{}" y="{}" text-anchor="end">{}</text>',
        CHART_HEIGHT - 4, write(first), CHART_WIDTH - 40, CHART_HEIGHT - 4, write(last),
    )  # fmt: skip
    ground = format_html(
        '<path class="chart__ground" d="M0 {}h{}v1H0z"/>', CHART_HEIGHT - CHART_MARGIN, CHART_WIDTH
    )
    drawn = format_html('<polyline class="chart__line" points="{}"/>', line)
    return ground + drawn + dots + dates, CHART_HEIGHT


def _height(value: float, top: float) -> float:
    return (CHART_HEIGHT - CHART_MARGIN) * (1 - value / top)


def _target(target: float, top: float, text: str, upright: bool) -> SafeString:
    if upright:
        place = round(target / top * CHART_WIDTH)
        return format_html(
            '<path class="chart__target" d="M{} 14v20"/><text x="{}" y="11" text-anchor="end">{}</text>',
            place, max(place, 70), text,
        )  # fmt: skip
    place = round(_height(target, top))
    return format_html(
        '<path class="chart__target" d="M0 {}h{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        place, CHART_WIDTH, CHART_WIDTH, max(place - 4, 10), text,
    )  # fmt: skip
