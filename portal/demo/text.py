"""From the plain text of the content files to what pages hold."""

import datetime
from collections.abc import Iterable, Iterator
from itertools import groupby

from django.utils import timezone
from django.utils.html import escape

LIST_MARK = "- "


def to_html(text: str) -> str:
    """Return text as HTML. An empty line separates paragraphs. Lines that start with '- ' make a list."""
    blocks = text.strip().split("\n\n")
    return "".join(html for block in blocks for html in _block_to_html(block))


def _block_to_html(block: str) -> Iterator[str]:
    lines = [line.strip() for line in block.splitlines() if line.strip()]
    for is_list, group in groupby(lines, key=lambda line: line.startswith(LIST_MARK)):
        if is_list:
            yield bullets(line.removeprefix(LIST_MARK) for line in group)
        else:
            yield f"<p>{escape(' '.join(group))}</p>"


def bullets(items: Iterable[str]) -> str:
    """Return a list in HTML."""
    return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>"


def heading(text: str, level: int = 2) -> str:
    """Return a heading in HTML."""
    return f"<h{level}>{escape(text)}</h{level}>"


def moment(day: datetime.date, hour: int = 9) -> datetime.datetime:
    """Return an hour of that day, local time, for what the content dates by the day."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))
