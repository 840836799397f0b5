"""The comments of a page as rows ready to be shown.

A page may hold thousands of comments. A few short queries read a batch of threads, the first answers of each,
and the counts over the whole page.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, Q, Subquery, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils.functional import cached_property
from wagtail.models import Page

from portal.accounts.requests import AgentRequest
from portal.fragments.content import kept

from .additions import added_columns
from .articles import write_articles, write_rests
from .conversations import conversation_version
from .enums import CommentKind, CommentOrder
from .lines import LineWriter, Thread
from .models import Comment, Mention
from .permissions import user_can_read_comment_text
from .querysets import CommentQuerySet, leaves_a_trace
from .reactions import count_reactions
from .reading import read_as
from .rows import COLUMNS, Row

THREADS_SHOWN = 20
COMMENTS_SHOWN = 50  # of a list of threads: of more, each thread shows fewer answers
ANSWERS_SHOWN = 20  # of each thread, in a list of threads
FEWEST_ANSWERS = 1
ANSWERS_ALONE = 40  # of a thread read on its own

T = TypeVar("T")


@dataclass(frozen=True)
class ThreadQuery:
    """What a reader asks for.

    `focus` is a comment that must be shown. `after` is the thread that the batch follows or, with `focus`,
    the answer that the next answers follow. Comments posted after `since` are new.
    """

    order: CommentOrder = CommentOrder.NEWEST
    kind: str = ""
    after: int | None = None
    focus: int | None = None
    since: datetime.datetime | None = None


@dataclass(frozen=True)
class PageCounts:
    """The counts over a whole page, whichever part is shown."""

    count: int
    kinds: list[tuple[str, str, int]]
    newest: datetime.datetime | None


def read_thread(request: AgentRequest, page: Page, query: ThreadQuery) -> Thread:
    """Return the comments of a page for a reader.

    `query.order` sorts the first level. Answers stay in order of time. If `query.focus` is not in the batch,
    its thread is read alone, from its beginning or from that comment on. Keys unknown on this page are
    ignored.
    """
    reader = _Reader(request, page, query)
    thread = reader.thread()
    counts = reader.kept("comment-counts", reader.counts)
    thread.count, thread.kinds = counts.count, counts.kinds
    if query.since is not None and counts.newest is not None and counts.newest > query.since:
        thread.new, thread.first_new = reader.news(query.since)
    lead_id: int | None = getattr(page, "lead_person_id", None)
    own = read_as(request.user, thread.lines, lead_id=lead_id, since=query.since)
    write_articles(own, order=query.order, kind=query.kind)
    return thread


class _Reader:
    """Reads the comments of one page."""

    def __init__(self, request: AgentRequest, page: Page, query: ThreadQuery) -> None:
        self.request = request
        self.page = page
        self.query = query
        self.comments: CommentQuerySet = Comment.objects.on_page(page).order_by()
        self.writer = LineWriter(getattr(page, "lead_person_id", None))

    def kept(self, name: str, make: Callable[[], T], *varies: object) -> T:
        """Return what `make` returns, kept as long as no comment of the page changes."""
        return kept(self.request, name, self.page.pk, self.version, *varies, make=make)

    @cached_property
    def version(self) -> object:
        return conversation_version(self.page)

    def thread(self) -> Thread:
        """Return the batch of threads, or the one thread, that is asked for."""
        focus, after = self.query.focus, self.query.after
        if focus is None:
            return self._first_batch() if after is None else self._written(self.threads(after))
        if after is None:
            first = self._first_batch()
            if first.line(str(focus)):
                return first
        alone = self.one_thread()
        if alone:
            return self._written(alone)
        thread = self._first_batch()
        thread.is_missing = after is None
        return thread

    def _first_batch(self) -> Thread:
        """Return the first batch of threads. Others are asked for by few, and are not kept."""
        query = self.query
        return self.kept("comments", lambda: self._written(self.threads(None)), query.order, query.kind)

    def _written(self, thread: Thread) -> Thread:
        """Write the articles of a batch, as everybody sees them."""
        query = self.query
        write_articles(thread.lines, order=query.order, kind=query.kind)
        write_rests(thread.lines, self.page, order=query.order, kind=query.kind)
        return thread

    def threads(self, after: int | None) -> Thread:
        """Return a batch of threads, each with its first answers.

        If nothing follows `after`, return the first batch.
        """
        after, threads, has_more = self._choose(after)
        comments, answers = self._first_comments(threads)
        batch = self._in_order(self._rows(comments, answers), with_pinned=after is None)
        lines = [line for first, rows in batch for line in self.writer.lines(first, rows)]
        thread = Thread(lines, self.query.order, self.query.kind, is_beginning=after is None)
        thread.next_after = str(batch[-1][0].pk) if has_more and batch else ""
        return thread

    def _choose(self, after: int | None) -> tuple[int | None, list[uuid.UUID], bool]:
        """Return the threads of a batch, an official one first, and whether others follow.

        They follow `after`, which is None instead if nothing follows it.
        """
        firsts = self._threads()
        official = firsts.published().filter(official_at__isnull=False).order_by("-official_at", "-pk")
        pinned = dict(official.values_list("pk", "thread")[:1])
        batch = self._batch(firsts.exclude(pk__in=pinned) if pinned else firsts, after)
        threads = list(batch.values_list("thread", flat=True)[: THREADS_SHOWN + 1])
        if after is not None and not threads:
            return self._choose(None)
        has_more = len(threads) > THREADS_SHOWN
        ahead = list(pinned.values()) if after is None else []
        return after, ahead + threads[:THREADS_SHOWN], has_more

    def _first_comments(self, threads: list[uuid.UUID]) -> tuple[CommentQuerySet, dict[uuid.UUID, int]]:
        """Return the comments to read of these threads, and how many answers each thread has.

        They are the first of each thread with its first answers, of which an official one is the first.
        """
        comments = self.comments.filter(thread__in=threads)
        is_answer = Q(parent__isnull=False) & leaves_a_trace()
        sizes = comments.values_list("thread").annotate(total=Count("pk"), some=Count("pk", filter=is_answer))
        answers, totals = {}, []
        for thread, total, count in sizes:
            answers[thread] = count
            totals.append(total)
        shown = 1 + answers_shown(totals)
        if max(totals, default=0) <= shown:
            return comments, answers
        ahead = When(Q(parent__isnull=True) | Q(official_at__isnull=False), then=0)
        place = Window(
            RowNumber(),
            partition_by=[F("thread")],
            order_by=[Case(ahead, default=1).asc(), F("created_at").asc(), F("pk").asc()],
        )
        ranked = comments.annotate(place=place).filter(place__lte=shown)
        return self.comments.filter(pk__in=ranked.values("pk")), answers

    @cached_property
    def focused_thread(self) -> uuid.UUID | None:
        """Return the thread of the comment in focus."""
        return self.comments.filter(pk=self.query.focus).values_list("thread", flat=True).first()

    def one_thread(self) -> Thread | None:
        """Return the thread of the comment in focus, or None."""
        focus = self.query.focus
        thread = self.focused_thread
        if focus is None or thread is None:
            return None
        answers = Comment.objects.filter(thread=thread).answers()
        after = self.query.after
        if after is None and answers.before(focus).count() >= ANSWERS_ALONE:
            after = answers.before(focus).order_by("-created_at", "-pk").values_list("pk", flat=True).first()
        ahead = Q(parent__isnull=True)
        if after is None:
            ahead |= Q(official_at__isnull=False)
        else:
            answers = answers.after(after).filter(official_at__isnull=True)
        batch = answers.order_by("created_at", "pk").values("pk")[:ANSWERS_ALONE]
        left = {thread: answers.leaving_a_trace().count()}
        rows = self._rows(self.comments.filter(ahead | Q(pk__in=batch), thread=thread), left)
        first = next((row for row in rows if row.parent_id is None), None)
        if first is None:
            return None
        shown = list(self.writer.lines(first, rows))
        if after is None and str(focus) not in {line.pk for line in shown}:
            return None
        return Thread(
            shown,
            self.query.order,
            self.query.kind,
            alone=str(first.pk),
            is_beginning=after in (None, first.pk),
        )

    def _threads(self) -> CommentQuerySet:
        """Return the first comments of the threads that can be shown."""
        shown = Comment.objects.filter(thread=OuterRef("thread")).leaving_a_trace()
        firsts: CommentQuerySet = self.comments.filter(Exists(shown), parent__isnull=True)
        return firsts.published().filter(kind=self.query.kind) if self.query.kind else firsts

    def _batch(self, firsts: CommentQuerySet, after: int | None) -> CommentQuerySet:
        """Return the first comments that follow `after`, in the order asked for."""
        order = self.query.order
        if order == CommentOrder.DISCUSSED:
            count = _answer_count(Comment.objects.answers().leaving_a_trace())
            firsts = firsts.annotate(answer_count=count).order_by("-answer_count", "-created_at", "-pk")
            if after is not None:
                last = Subquery(
                    Comment.objects.filter(pk=after).annotate(answer_count=count).values("answer_count")
                )
                later = firsts.before(after).filter(answer_count=last)
                return firsts.filter(Q(answer_count__lt=last) | Q(pk__in=later.order_by().values("pk")))
            return firsts
        if order == CommentOrder.OLDEST:
            firsts = firsts.order_by("created_at", "pk")
            return firsts.after(after) if after is not None else firsts
        firsts = firsts.order_by("-created_at", "-pk")
        return firsts.before(after) if after is not None else firsts

    def _rows(self, comments: CommentQuerySet, answers: dict[uuid.UUID, int]) -> list[Row]:
        """Return these comments in order of time. `answers` are those of the thread of each first one."""
        added = added_columns()
        columns = list(COLUMNS.values())
        rows = comments.annotate(**added).order_by("created_at", "pk")
        read = list(rows.values_list(*columns, *added))
        keys = [values[0] for values in read]
        reactions = count_reactions(keys)
        mentioned = defaultdict(list)
        for pk, name in (
            Mention.objects.filter(comment__in=keys).order_by("pk").values_list("comment", "written")
        ):
            mentioned[pk].append(name)
        own = len(columns)
        return [
            Row(
                **dict(zip(COLUMNS, values, strict=False)),
                reaction_counts=reactions.get(values[0], {}),
                mentioned=mentioned.get(values[0], []),
                answers=answers.get(values[2], 0) if values[1] is None else 0,
                added=dict(zip(added, values[own:], strict=True)),
            )
            for values in read
        ]

    def counts(self) -> PageCounts:
        """Count the comments of the whole page that can be read."""
        counts: dict[str, Any] = {"total": Count("pk"), "newest": Max("created_at")}
        for kind in CommentKind:
            counts[kind.value] = Count("pk", filter=Q(kind=kind.value, parent__isnull=True))
        counted = self.comments.published().aggregate(**counts)
        kinds = [(kind.value, str(kind.label), counted[kind.value]) for kind in CommentKind]
        return PageCounts(counted["total"], [entry for entry in kinds if entry[2]], counted["newest"])

    def news(self, since: datetime.datetime) -> tuple[int, str]:
        """Return how many comments are new to the reader, and the key of the oldest."""
        new = self.comments.published().filter(created_at__gt=since).exclude(author=self.request.user)
        counted = new.aggregate(count=Count("pk"), first=Min("pk"))
        return counted["count"], str(counted["first"] or "")

    def _in_order(self, rows: list[Row], *, with_pinned: bool) -> list[tuple[Row, list[Row]]]:
        """Return the first comment of each thread of these rows, in order, and the rows of its thread."""
        firsts = [row for row in rows if row.parent_id is None]
        if self.query.order == CommentOrder.NEWEST:
            firsts.reverse()
        elif self.query.order == CommentOrder.DISCUSSED:
            firsts.sort(key=lambda row: (row.answers, row.created_at, row.pk), reverse=True)
        official = [row for row in firsts if row.official_at and user_can_read_comment_text(row)]
        if with_pinned and official:
            pinned = max(official, key=lambda row: (row.official_at, row.pk))
            firsts.sort(key=lambda row: row is not pinned)
        by_thread = defaultdict(list)
        for row in rows:
            by_thread[row.thread].append(row)
        return [(first, by_thread[first.thread]) for first in firsts]


def answers_shown(sizes: Iterable[int]) -> int:
    """Return how many answers each thread of a list shows, so that a page never grows long.

    `sizes` are those of the threads, their first comments included.
    """
    sizes = list(sizes)
    for answers in range(ANSWERS_SHOWN, FEWEST_ANSWERS, -1):
        if sum(min(size, 1 + answers) for size in sizes) <= COMMENTS_SHOWN:
            return answers
    return FEWEST_ANSWERS


def _answer_count(answers: CommentQuerySet) -> Coalesce:
    """Return an expression that counts these answers in the thread of a comment."""
    counted = answers.filter(thread=OuterRef("thread")).order_by().values("thread")
    return Coalesce(Subquery(counted.annotate(count=Count("pk")).values("count")), 0)
