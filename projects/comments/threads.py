"""The comments of a page as rows ready to be shown.

A page may hold thousands of comments. A few short queries read a batch of threads, the first answers of each,
and the counts over the whole page.
"""

import datetime
import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, Subquery, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils.functional import cached_property
from wagtail.models import Page

from portal.accounts.models import User

from .additions import added_columns
from .enums import CommentKind, CommentOrder
from .lines import COLUMNS, CommentRow, CommentRowWriter, Row, Thread
from .models import Comment, Mention
from .permissions import user_can_read_comment_text
from .querysets import CommentQuerySet, leaves_a_trace
from .reactions import count_reactions

THREADS_SHOWN = 20
ANSWERS_SHOWN = 20  # of each thread, in a list of threads
ANSWERS_ALONE = 100  # of a thread read on its own


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


def read_thread(page: Page, *, viewer: User, query: ThreadQuery) -> Thread:
    """Return the comments of a page for a viewer.

    `query.order` sorts the first level. Answers stay in order of time. If `query.focus` is not in the batch,
    its thread is read alone, from its beginning or from that comment on. Keys unknown on this page are
    ignored.
    """
    reader = _Reader(page, viewer, query)
    if query.focus is None:
        return reader.threads(query.after)
    if query.after is not None:
        return reader.one_thread() or reader.threads()
    return reader.threads_with_focus() or reader.one_thread() or reader.threads(is_missing=True)


class _Reader:
    """Reads the comments of one page for one viewer."""

    def __init__(self, page: Page, viewer: User, query: ThreadQuery) -> None:
        self.page = page
        self.viewer = viewer
        self.query = query
        self.comments: CommentQuerySet = Comment.objects.on_page(page).order_by()
        lead_id: int | None = getattr(page, "lead_person_id", None)
        self.writer = CommentRowWriter(viewer, lead_id=lead_id, since=query.since)

    def threads(self, after: int | None = None, *, is_missing: bool = False) -> Thread:
        """Return a batch of threads, each with its first answers.

        If nothing follows `after`, return the first batch.
        """
        after, comments, answers = self._choose(after)
        thread = self._batch_of(self._rows(comments, answers), with_pinned=after is None)
        thread.is_beginning = after is None
        thread.is_missing = is_missing
        return thread

    def threads_with_focus(self) -> Thread | None:
        """Return the first batch of threads if it shows the comment in focus."""
        if self.focused_thread is None:
            return None
        _after, comments, answers = self._choose(None)
        if not comments.filter(pk=self.query.focus).exists():
            return None
        thread = self._batch_of(self._rows(comments, answers), with_pinned=True)
        return thread if thread.line(str(self.query.focus)) else None

    def _choose(self, after: int | None) -> tuple[int | None, CommentQuerySet, dict[uuid.UUID, int]]:
        """Return the comments to read for a batch of threads, and how many answers each thread has.

        They are the first of each thread with its first answers, of which an official one is the first. The
        threads follow `after`, which is None instead if nothing follows it.
        """
        firsts = self._threads()
        official = firsts.published().filter(official_at__isnull=False).order_by("-official_at", "-pk")
        pinned = dict(official.values_list("pk", "thread")[:1])
        batch = self._batch(firsts.exclude(pk__in=pinned), after)
        threads = list(batch.values_list("thread", flat=True)[: THREADS_SHOWN + 1])
        if after is None:
            threads += pinned.values()
        elif not threads:
            return self._choose(None)
        if not threads:
            return after, self.comments.none(), {}
        comments = self.comments.filter(thread__in=threads)
        is_answer = Q(parent__isnull=False) & leaves_a_trace()
        sizes = comments.values_list("thread").annotate(total=Count("pk"), some=Count("pk", filter=is_answer))
        answers, longest = {}, 0
        for thread, total, count in sizes:
            answers[thread] = count
            longest = max(longest, total)
        if longest <= 1 + ANSWERS_SHOWN:
            return after, comments, answers
        ahead = When(Q(parent__isnull=True) | Q(official_at__isnull=False), then=0)
        place = Window(
            RowNumber(),
            partition_by=[F("thread")],
            order_by=[Case(ahead, default=1).asc(), F("created_at").asc(), F("pk").asc()],
        )
        ranked = comments.annotate(place=place).filter(place__lte=1 + ANSWERS_SHOWN)
        return after, self.comments.filter(pk__in=ranked.values("pk")), answers

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
        return self._thread(shown, alone=str(first.pk), is_beginning=after in (None, first.pk))

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
        added = added_columns(self.viewer)
        columns = list(COLUMNS.values())
        rows = comments.annotate(**added).order_by("created_at", "pk")
        read = list(rows.values_list(*columns, *added))
        keys = [values[0] for values in read]
        reactions = count_reactions(keys, self.viewer)
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

    def _on_page(self) -> dict[str, Any]:
        """Return the counts over the whole page, whichever part is shown."""
        counts: dict[str, Any] = {"total": Count("pk")}
        for kind in CommentKind:
            counts[kind.value] = Count("pk", filter=Q(kind=kind.value, parent__isnull=True))
        if self.query.since is not None:
            new = Q(created_at__gt=self.query.since) & ~Q(author=self.viewer)
            counts |= {"new": Count("pk", filter=new), "first_new": Min("pk", filter=new)}
        return self.comments.published().aggregate(**counts)

    def _batch_of(self, rows: list[Row], *, with_pinned: bool) -> Thread:
        """Return a batch of threads made of these rows. The rows may hold one thread more than is shown."""
        firsts = [row for row in rows if row.parent_id is None]
        pinned = None
        if with_pinned:
            official = [row for row in firsts if row.official_at and user_can_read_comment_text(row)]
            pinned = max(official, key=lambda row: (row.official_at, row.pk), default=None)
        ordinary = [row for row in firsts if row is not pinned]
        if self.query.order == CommentOrder.NEWEST:
            ordinary.reverse()
        elif self.query.order == CommentOrder.DISCUSSED:
            ordinary.sort(key=lambda row: (row.answers, row.created_at, row.pk), reverse=True)
        batch = ordinary[:THREADS_SHOWN]
        by_thread = defaultdict(list)
        for row in rows:
            by_thread[row.thread].append(row)
        lines = [
            line
            for first in ([pinned] if pinned else []) + batch
            for line in self.writer.lines(first, by_thread[first.thread])
        ]
        thread = self._thread(lines)
        thread.next_after = str(batch[-1].pk) if len(ordinary) > len(batch) else ""
        return thread

    def _thread(self, lines: list[CommentRow], **state: Any) -> Thread:
        counts = self._on_page()
        kinds = [(kind.value, str(kind.label), counts[kind.value]) for kind in CommentKind]
        return Thread(
            lines,
            self.query.order,
            self.query.kind,
            count=counts["total"],
            new=counts.get("new") or 0,
            first_new=str(counts.get("first_new") or ""),
            kinds=[entry for entry in kinds if entry[2]],
            **state,
        )


def _answer_count(answers: CommentQuerySet) -> Coalesce:
    """Return an expression that counts these answers in the thread of a comment."""
    counted = answers.filter(thread=OuterRef("thread")).order_by().values("thread")
    return Coalesce(Subquery(counted.annotate(count=Count("pk")).values("count")), 0)
