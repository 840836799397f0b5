"""Small pieces of interface that templates draw: icons, initials, the wall of the plan, charts."""

import re
from decimal import Decimal
from typing import Any, Protocol

from django import template
from django.template.defaultfilters import stringfilter
from django.templatetags.static import static
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

AVATAR_COLOURS = 5
NO_BREAK_SPACE = "\u00a0"

# The wall: blocks of one action each, in courses, every other course shifted by half a block.
BLOCK_WIDTH, BLOCK_HEIGHT, JOINT = 30, 17, 3
SHORTEST_COURSE, LONGEST_COURSE = 12, 18
# From the ground up: what is done carries what is being laid.
COURSES = ("done", "in_progress", "to_start", "suspended", "abandoned")

CHART_WIDTH, CHART_HEIGHT, CHART_MARGIN = 480, 120, 22


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite (static/img/icons.svg), for the eye only: text beside it says the same."""
    return format_html(
        '<svg class="icon" aria-hidden="true" width="20" height="20"><use href="{}#{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


class Person(Protocol):
    """Whom an avatar stands for; an account is one."""

    pk: Any

    @property
    def initials(self) -> str: ...


@register.simple_tag
def avatar(person: Person, size: str = "") -> SafeString:
    """A person's initials in a disc; a plain figure for a departed agent. `size`: nothing or "small"."""
    if not person.initials:
        return format_html(
            '<svg class="avatar avatar--departed{}" viewBox="0 0 40 40" width="38" height="38"'
            ' aria-hidden="true"><circle cx="20" cy="20" r="20"/>'
            '<path d="M20 10a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM9 32c0-6 5-8 11-8s11 2 11 8z"/></svg>',
            f" avatar--{size}" if size else "",
        )
    return format_html(
        '<svg class="avatar avatar--{}{}" viewBox="0 0 40 40" width="38" height="38" aria-hidden="true">'
        '<circle cx="20" cy="20" r="20"/><text x="20" y="25.5">{}</text></svg>',
        person.pk % AVATAR_COLOURS,
        f" avatar--{size}" if size else "",
        person.initials,
    )


@register.filter
def percent(value: Any) -> str:
    """65 as 65 %, with the space that the language wants."""
    return _("%(number)s%%") % {"number": number_format(value, decimal_pos=0)}


@register.filter
def duration(seconds: int) -> str:
    """276 as 4:36."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


@register.filter
@stringfilter
def first_words(text: str, count: int) -> str:
    """The beginning of a text. `truncatewords` would turn no-break spaces into plain ones."""
    words = re.split(r"[ \t\r\n]+", text.strip())
    return " ".join(words[:count]) + (" …" if len(words) > count else "")


@register.simple_tag
def wall(figures: Any) -> SafeString:
    """The plan as a wall: one block for each action of `figures` (PlanFigures), by status."""
    blocks = [status for status in COURSES for _block in range(getattr(figures, status))]
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
    label = ngettext(
        "%(total)s action: %(done)s done, %(in_progress)s in progress, %(to_start)s to start",
        "%(total)s actions: %(done)s done, %(in_progress)s in progress, %(to_start)s to start",
        figures.total,
    ) % {
        "total": figures.total,
        "done": figures.done,
        "in_progress": figures.in_progress,
        "to_start": figures.to_start,
    }
    return format_html(
        '<svg viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>',
        width, height, width, height, label, paths,
    )  # fmt: skip


def quantity(value: Decimal | float, unit: str = "") -> str:
    """A number without useless decimals, and its unit."""
    decimals = 0 if value == int(value) else 1 if value * 10 == int(value * 10) else 2
    number = number_format(value, decimal_pos=decimals)
    return f"{number}{NO_BREAK_SPACE}{unit}" if unit else number


@register.filter
def as_quantity(value: Decimal | float, unit: str = "") -> str:
    """A measured value with its unit: {{ value|as_quantity:"jours" }}."""
    return quantity(value, unit)


@register.simple_tag
def indicator_chart(indicator: Any) -> SafeString:
    """Measurements of an indicator against its target: a line, or a bar when there is only one."""
    points = indicator.measurements_by_date
    if not points:
        return SafeString("")
    target = float(indicator["target"])
    values = [float(point["value"]) for point in points]
    top = max(*values, target) * 1.12 or 1
    drawing = _line(points, values, top) if len(points) > 1 else _bar(values[0], top, indicator.reached)
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true">{}{}</svg>',
        CHART_WIDTH,
        drawing[1],
        CHART_WIDTH,
        drawing[1],
        drawing[0],
        _target(target, top, quantity(indicator["target"]), upright=len(points) == 1),
    )


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
        (
            8 + (point["date"] - first).days / days * (CHART_WIDTH - 60),
            _height(value, top),
        )
        for point, value in zip(points, values, strict=True)
    ]
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y in places)
    dots = format_html_join(
        "",
        '<circle class="chart__dot" cx="{}" cy="{}" r="4"/>',
        ((f"{x:.0f}", f"{y:.0f}") for x, y in places),
    )
    dates = format_html(
        '<text x="0" y="{}">{}</text><text x="{}" y="{}" text-anchor="end">{}</text>',
        CHART_HEIGHT - 4,
        date_format(first, "MONTH_DAY_FORMAT") if first.year == last.year else date_format(first, "F Y"),
        CHART_WIDTH - 40,
        CHART_HEIGHT - 4,
        date_format(last, "MONTH_DAY_FORMAT") if first.year == last.year else date_format(last, "F Y"),
    )
    ground = format_html(
        '<path class="chart__ground" d="M0 {}h{}v1H0z"/>', CHART_HEIGHT - CHART_MARGIN, CHART_WIDTH
    )
    return ground + format_html(
        '<polyline class="chart__line" points="{}"/>', line
    ) + dots + dates, CHART_HEIGHT


def _height(value: float, top: float) -> float:
    return (CHART_HEIGHT - CHART_MARGIN) * (1 - value / top)


def _target(target: float, top: float, label: str, upright: bool) -> SafeString:
    text = _("target %(value)s") % {"value": label}
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
