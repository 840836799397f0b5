"""Notifications grouped by thread, as the centre shows them, and mails."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import Case, Count, F, Max, When, Window
from django.db.models.functions import RowNumber

from .enums import Category
from .kinds.base import KINDS, NotificationKind
from .lines import Line, Objects, line_of, objects_of
from .models import Notification
from .querysets import NotificationQuerySet

GROUPS_PER_PAGE = 20
LINES_SHOWN = 3  # of each group, the newest
_IS_UNREAD = Case(When(read_at__isnull=True, then=True), default=False)


@dataclass
class Group:
    """The notifications of one thread to one agent."""

    thread: str
    is_unread: bool
    newest: datetime.datetime
    counts: dict[NotificationKind, int] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    page_title: str = ""

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


class Digest:
    """The notifications of one mail, newest first, grouped by thread."""

    def __init__(self, notifications: Sequence[Notification]) -> None:
        self.recipient_id = notifications[0].recipient_id
        self._threads: dict[str, list[Notification]] = {}
        for notification in notifications:
            self._threads.setdefault(notification.thread, []).append(notification)
        found = {notification.category for notification in notifications}
        self.categories = [category for category in Category if category in found]

    @property
    def newest(self) -> Iterator[Notification]:
        """The notifications that become lines."""
        return chain.from_iterable(theirs[:LINES_SHOWN] for theirs in self._threads.values())

    def groups(self, objects: Objects) -> list[Group]:
        """Return the groups that have a line left, as `fill` does, given the objects of the `newest`."""
        groups = []
        for thread, theirs in self._threads.items():
            group = Group(thread, is_unread=True, newest=theirs[0].created_at)
            group.counts = dict(Counter(KINDS[notification.kind] for notification in theirs))
            _put_lines({(thread, True): group}, theirs[:LINES_SHOWN], objects)
            groups.append(group)
        return [group for group in groups if group.lines]


def grouped_pages(
    notifications: NotificationQuerySet, number: str | None
) -> tuple[PaginatorPage, list[Group]]:
    """Return one page of groups, unread ones first.

    The number of queries does not depend on the number of groups.
    """
    threads = (
        notifications.order_by()
        .values("thread", is_unread=_IS_UNREAD)
        .annotate(newest=Max("created_at"))
        .order_by("-is_unread", "-newest", "thread")
    )
    page = Paginator(threads, GROUPS_PER_PAGE).get_page(number)
    return page, fill(notifications, [Group(**row) for row in page])


def fill(notifications: NotificationQuerySet, groups: list[Group]) -> list[Group]:
    """Load the counts and lines of these groups. Groups without any line left are dropped."""
    found = {(group.thread, group.is_unread): group for group in groups}
    theirs = notifications.in_threads(group.thread for group in groups)
    counts = theirs.order_by().values_list("thread", _IS_UNREAD, "kind").annotate(count=Count("pk"))
    for thread, unread, kind, count in counts:
        if (thread, unread) in found:
            found[thread, unread].counts[KINDS[kind]] = count
    newest = theirs.alias(
        place=Window(
            RowNumber(),
            partition_by=[F("thread"), _IS_UNREAD],
            order_by=[F("created_at").desc(), F("pk").desc()],
        )
    ).filter(place__lte=LINES_SHOWN)
    shown = list(newest.select_related("page").order_by("-created_at", "-pk"))
    _put_lines(found, shown, objects_of(shown))
    return [group for group in groups if group.lines]


def _put_lines(found: dict[tuple[str, bool], Group], shown: Iterable[Notification], objects: Objects) -> None:
    for notification in shown:
        group = found.get((notification.thread, notification.read_at is None))
        if group is not None and (line := line_of(notification, objects)) is not None:
            group.lines.append(line)
            group.page_title = _page_title(notification)


def _page_title(notification: Notification) -> str:
    """Return the title of the page of a page's thread, or "" for other threads."""
    page = notification.page
    return page.title if page is not None and notification.thread.startswith("page:") else ""
