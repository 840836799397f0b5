"""The comments of a page as rows ready to be shown.

A page may hold thousands of comments. One query reads a batch of threads, the first answers of each, and the
counts over the whole page.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, JSONObject, RowNumber
from wagtail.models import Page

from portal.accounts.models import User
from portal.common.json_rows import json_rows

from .additions import added_columns
from .enums import CommentKind, CommentOrder
from .lines import CommentRow, CommentRowWriter, Row, Thread
from .models import Comment, Mention, Reaction
from .permissions import user_can_read_comment_text
from .querysets import CommentQuerySet
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

    `query.order` sorts the first level. Answers stay in order of time. This takes one query, unless
    `query.focus` is not in the batch. The thread of that comment is then read alone, from its beginning or
    from that comment on. Keys unknown on this page are ignored.
    """
    reader = _Reader(page, viewer, query)
    if query.focus is not None and query.after is not None:
        return reader.one_thread() or reader.threads()
    thread = reader.threads(query.after)
    if query.focus is None or thread.line(str(query.focus)):
        return thread
    return reader.one_thread() or reader.threads(is_missing=True)


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
        firsts = self._threads()
        pinned = firsts.published().filter(official_at__isnull=False).order_by("-official_at", "-pk")[:1]
        batch = firsts.exclude(pk__in=pinned.values("pk"))
        threads = Q(thread__in=self._batch(batch, after).values("thread")[: THREADS_SHOWN + 1])
        if after is None:
            threads |= Q(thread__in=pinned.values("thread"))
        ahead = When(Q(parent__isnull=True) | Q(official_at__isnull=False), then=0)
        place = Window(
            RowNumber(),
            partition_by=[F("thread")],
            order_by=[Case(ahead, default=1).asc(), F("created_at").asc(), F("pk").asc()],
        )
        ranked = self.comments.filter(threads).annotate(place=place).filter(place__lte=1 + ANSWERS_SHOWN)
        answers = Comment.objects.answers().leaving_a_trace()
        rows = self._rows(Q(pk__in=ranked.values("pk")), answers)
        if not rows and after is not None:
            return self.threads(is_missing=is_missing)
        if not rows and self.query.kind:
            rows = self._rows(Q(pk__in=self.comments.published().values("pk")[:1]), answers)
            return self._thread(rows, [], is_missing=is_missing)
        thread = self._batch_of(rows, with_pinned=after is None)
        thread.is_beginning = after is None
        thread.is_missing = is_missing
        return thread

    def one_thread(self) -> Thread | None:
        """Return the thread of the comment in focus, or None."""
        focus = self.query.focus
        thread = self.comments.filter(pk=focus).values_list("thread", flat=True).first()
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
        rows = self._rows(Q(thread=thread) & (ahead | Q(pk__in=batch)), answers.leaving_a_trace())
        first = next((row for row in rows if row.parent_id is None), None)
        if first is None:
            return None
        shown = list(self.writer.lines(first, rows))
        if after is None and str(focus) not in {line.pk for line in shown}:
            return None
        return self._thread(rows, shown, alone=str(first.pk), is_beginning=after in (None, first.pk))

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

    def _rows(self, chosen: Q, answers: CommentQuerySet) -> list[Row]:
        """Return the chosen rows in order of time, and count `answers` for the first row of each thread."""
        reactions = Reaction.objects.filter(comment=OuterRef("pk")).order_by().values("comment")
        counted = reactions.annotate(counts=count_reactions(self.viewer)).values("counts")
        added = added_columns(self.viewer)
        rows = self.comments.filter(chosen).annotate(
            first_name=F("author__first_name"),
            last_name=F("author__last_name"),
            departed_at=F("author__pseudonymised_at"),
            service=F("author__service__name"),
            reaction_counts=Subquery(counted),
            mentioned=json_rows(Mention.objects.all(), "comment", name="written"),
            answers=Case(When(parent__isnull=True, then=_answer_count(answers)), default=Value(0)),
            on_page=Subquery(self._on_page()),
            **added,
        )
        columns = Row._fields[:-1]  # without `added`
        read = rows.order_by("created_at", "pk").values_list(*columns, *added)
        own = len(columns)
        return [Row._make([*values[:own], dict(zip(added, values[own:], strict=True))]) for values in read]

    def _on_page(self) -> QuerySet[Comment, Any]:
        """Return the counts over the whole page, whichever part is shown."""
        counts: dict[str, Any] = {"total": Count("pk")}
        for kind in CommentKind:
            counts[kind.value] = Count("pk", filter=Q(kind=kind.value, parent__isnull=True))
        if self.query.since is not None:
            new = Q(created_at__gt=self.query.since) & ~Q(author=self.viewer)
            counts |= {"new": Count("pk", filter=new), "first_new": Min("pk", filter=new)}
        published = self.comments.published().values("page")
        return published.annotate(counts=JSONObject(**counts)).values("counts")

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
        thread = self._thread(rows, lines)
        thread.next_after = str(batch[-1].pk) if len(ordinary) > len(batch) else ""
        return thread

    def _thread(self, rows: list[Row], lines: list[CommentRow], **state: Any) -> Thread:
        counts = (rows[0].on_page if rows else None) or {}
        kinds = [(kind.value, str(kind.label), counts.get(kind.value) or 0) for kind in CommentKind]
        return Thread(
            lines,
            self.query.order,
            self.query.kind,
            count=counts.get("total") or 0,
            new=counts.get("new") or 0,
            first_new=str(counts.get("first_new") or ""),
            kinds=[entry for entry in kinds if entry[2]],
            **state,
        )


def _answer_count(answers: CommentQuerySet) -> Coalesce:
    """Return an expression that counts these answers in the thread of a comment."""
    counted = answers.filter(thread=OuterRef("thread")).order_by().values("thread")
    return Coalesce(Subquery(counted.annotate(count=Count("pk")).values("count")), 0)
