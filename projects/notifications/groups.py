"""Notifications grouped by thread, as the centre and mails show them."""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import Count, F
from django.db.models.lookups import IsNull

from portal.common.near_pages import page_number

from .kinds.base import KINDS, NotificationKind
from .lines import Line, Told, lines_of
from .querysets import NotificationQuerySet

GROUPS_PER_PAGE = 20
LINES_SHOWN = 3  # of each group, the newest
READ = 400  # notifications, of which most people have fewer: more are read if their groups fill no page
_IS_UNREAD = IsNull(F("read_at"), True)


@dataclass
class Group:
    """The notifications of one thread to one agent."""

    thread: str
    is_unread: bool
    newest: datetime.datetime
    counts: dict[NotificationKind, int] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    page_title: str = ""
    latest: list[Told] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def summary(self) -> str:
        """The number of notifications of each sort: “3 new comments, 1 answer to you”."""
        totals: Counter[int] = Counter()
        for kind, count in self.counts.items():
            totals[id(kind.counted)] += count  # lazy texts of numbers are all equal
        return ", ".join(dict.fromkeys(kind.count(totals[id(kind.counted)]) for kind in self.counts))

    @property
    def title(self) -> str:
        """The title of its page, or else its only message, or its summary."""
        if self.page_title:
            return self.page_title
        return self.lines[0].text if self.total == 1 else self.summary

    @property
    def has_details(self) -> bool:
        """True if the lines say more than the title."""
        return bool(self.page_title) or self.total > 1

    @property
    def path(self) -> str:
        """The path of the newest line."""
        return self.lines[0].path

    @property
    def more(self) -> int:
        """The number of notifications that are not among the lines."""
        return max(0, self.total - len(self.lines))

    @property
    def row(self) -> "GroupRow":
        """What the centre shows of it."""
        return GroupRow(**{name: getattr(self, name) for name in GroupRow._fields})


class GroupRow(NamedTuple):
    """A group in plain words."""

    thread: str
    is_unread: bool
    newest: datetime.datetime
    title: str
    path: str
    summary: str
    lines: list[Line]
    has_details: bool
    more: int


def grouped_pages(notifications: NotificationQuerySet, number: str) -> tuple[PaginatorPage, list[Group]]:
    """Return one page of groups, unread ones first.

    The newest notifications are read, until there are enough groups to know whether a page follows.
    """
    asked = page_number(number)
    limit = READ
    groups, is_all = _groups(notifications, limit)
    while not is_all and len(groups) <= asked * GROUPS_PER_PAGE:
        limit *= 4
        groups, is_all = _groups(notifications, limit)
    page = Paginator(groups, GROUPS_PER_PAGE).get_page(asked)
    shown = list(page)
    if not is_all:
        _count_again(notifications, shown)
    return page, _with_lines(shown)


def all_groups(notifications: NotificationQuerySet) -> list[Group]:
    """Return every group of these notifications, newest first, for a mail."""
    return _with_lines(_groups(notifications, None)[0])


def _groups(notifications: NotificationQuerySet, limit: int | None) -> tuple[list[Group], bool]:
    """Return the groups of the newest notifications, and True if these are all."""
    found: dict[tuple[str, bool], Group] = {}
    columns = ("thread", "is_unread", "page__title", "kind", "pk", "object_id", "created_at")
    rows = notifications.annotate(is_unread=_IS_UNREAD).order_by("-is_unread", "-created_at", "-pk")
    read = list(rows.values_list(*columns)[:limit])
    for thread, is_unread, page_title, kind, pk, object_id, created_at in read:
        group = found.get((thread, is_unread))
        if group is None:
            title = page_title or "" if thread.startswith("page:") else ""
            group = found[thread, is_unread] = Group(thread, is_unread, created_at, page_title=title)
        counted = KINDS[kind]
        group.counts[counted] = group.counts.get(counted, 0) + 1
        if len(group.latest) < LINES_SHOWN:
            group.latest.append(Told(kind, pk, object_id, created_at))
    return list(found.values()), limit is None or len(read) < limit


def _count_again(notifications: NotificationQuerySet, groups: list[Group]) -> None:
    """Count the notifications of these groups of which only the newest were read."""
    counts = notifications.in_threads(group.thread for group in groups).annotate(is_unread=_IS_UNREAD)
    counted = counts.order_by().values_list("thread", "is_unread", "kind").annotate(count=Count("pk"))
    found = {(group.thread, group.is_unread): group for group in groups}
    for thread, is_unread, kind, count in counted:
        if (thread, is_unread) in found:
            found[thread, is_unread].counts[KINDS[kind]] = count


def _with_lines(groups: list[Group]) -> list[Group]:
    """Load the lines of these groups. Groups without any line left are dropped."""
    lines = lines_of(row for group in groups for row in group.latest)
    for group in groups:
        group.lines = [lines[row.pk] for row in group.latest if row.pk in lines]
    return [group for group in groups if group.lines]
