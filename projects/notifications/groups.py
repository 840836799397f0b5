"""Notifications grouped by thread, as the centre and mails show them."""

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import Count, F
from django.db.models.lookups import IsNull

from portal.common.near_pages import page_number

from .enums import Category
from .kinds.base import KINDS, NotificationKind
from .lines import Line, Objects, Told, line_of, objects_of
from .models import Notification
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

    def add(self, kind: str, object_id: int, created_at: datetime.datetime) -> None:
        """Count a notification, and keep it if it is one of the newest. They are added newest first."""
        counted = KINDS[kind]
        self.counts[counted] = self.counts.get(counted, 0) + 1
        if len(self.latest) < LINES_SHOWN:
            self.latest.append(Told(kind, object_id, created_at))

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


class Digest:
    """The notifications of one mail, newest first, grouped by thread."""

    def __init__(self, notifications: Sequence[Notification]) -> None:
        self.recipient_id = notifications[0].recipient_id
        self._groups: dict[str, Group] = {}
        for notification in notifications:
            group = self._groups.get(notification.thread)
            if group is None:
                group = Group(notification.thread, is_unread=True, newest=notification.created_at)
                group.page_title = _page_title(notification)
                self._groups[notification.thread] = group
            group.add(notification.kind, notification.object_id, notification.created_at)
        found = {notification.category for notification in notifications}
        self.categories = [category for category in Category if category in found]

    @property
    def newest(self) -> Iterator[Told]:
        """The notifications that become lines."""
        return chain.from_iterable(group.latest for group in self._groups.values())

    def groups(self, objects: Objects) -> list[Group]:
        """Return the groups that have a line left, given the objects of the `newest`."""
        return _with_lines(list(self._groups.values()), objects)


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
    return page, _with_lines(shown, objects_of(chain.from_iterable(group.latest for group in shown)))


def _groups(notifications: NotificationQuerySet, limit: int) -> tuple[list[Group], bool]:
    """Return the groups of the newest notifications, and True if these are all."""
    found: dict[tuple[str, bool], Group] = {}
    columns = ("thread", "is_unread", "page__title", "kind", "object_id", "created_at")
    rows = notifications.annotate(is_unread=_IS_UNREAD).order_by("-is_unread", "-created_at", "-pk")
    read = list(rows.values_list(*columns)[:limit])
    for thread, is_unread, page_title, kind, object_id, created_at in read:
        group = found.get((thread, is_unread))
        if group is None:
            title = page_title or "" if thread.startswith("page:") else ""
            group = found[thread, is_unread] = Group(thread, is_unread, created_at, page_title=title)
        group.add(kind, object_id, created_at)
    return list(found.values()), len(read) < limit


def _count_again(notifications: NotificationQuerySet, groups: list[Group]) -> None:
    """Count the notifications of these groups of which only the newest were read."""
    counts = notifications.in_threads(group.thread for group in groups).annotate(is_unread=_IS_UNREAD)
    counted = counts.order_by().values_list("thread", "is_unread", "kind").annotate(count=Count("pk"))
    found = {(group.thread, group.is_unread): group for group in groups}
    for thread, is_unread, kind, count in counted:
        if (thread, is_unread) in found:
            found[thread, is_unread].counts[KINDS[kind]] = count


def _with_lines(groups: list[Group], objects: Objects) -> list[Group]:
    """Say the newest notifications of these groups. Groups without any line left are dropped."""
    for group in groups:
        lines = [line_of(told, objects) for told in group.latest]
        group.lines = [line for line in lines if line is not None]
    return [group for group in groups if group.lines]


def _page_title(notification: Notification) -> str:
    """Return the title of the page of a page's thread, or "" for other threads."""
    page = notification.page
    return page.title if page is not None and notification.thread.startswith("page:") else ""
