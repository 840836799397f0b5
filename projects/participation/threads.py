"""The comments of a page as lists of lines ready to show.

A page may hold thousands of comments. One query reads a batch of threads with the first answers of each,
and what is counted over the whole page. Everything is decided here, once, and the lines are in the order
of the page that one flat template loop shows. `before` and `after` of each line open and close the nested
lists around it.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, JSONObject, RowNumber
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from portal.accounts.models import User
from portal.common.display import format_date, format_datetime, format_iso
from portal.common.json_rows import json_rows
from portal.common.templatetags.ui import avatar

from .enums import MASKED, CommentKind, CommentOrder, ModerationState
from .models import Comment, Mention, Reaction, Report
from .permissions import (
    user_can_delete_comment,
    user_can_edit_comment,
    user_can_give_official_answer,
    user_can_read_comment_text,
)
from .querysets import CommentQuerySet
from .reactions import Counts, ReactionButton, count_reactions, reaction_buttons
from .text import comment_html

THREADS_SHOWN = 20
ANSWERS_SHOWN = 20  # of each thread, in a list of threads
ANSWERS_ALONE = 100  # of a thread read on its own

_ITEM = mark_safe("<li>")
# Index: how many lists of replies end after a comment.
_ENDS = (
    mark_safe("</li>"),
    mark_safe("</li></ol></li>"),
    mark_safe("</li></ol></li></ol></li>"),
)
_NOTHING = mark_safe("")
# The comments' own title is an h2.
_HEADING_ABOVE = 2


class _Row(NamedTuple):
    """What one query reads of a comment."""

    pk: int
    parent_id: int | None
    thread: uuid.UUID
    author_id: int
    first_name: str
    last_name: str
    departed_at: datetime.datetime | None
    service: str | None
    kind: str
    text: str
    created_at: datetime.datetime
    edited_at: datetime.datetime | None
    deleted_at: datetime.datetime | None
    text_removed_at: datetime.datetime | None
    official_at: datetime.datetime | None
    moderation_state: str
    decision_id: int | None
    decided_at: datetime.datetime | None
    reasoning: str | None
    message: str | None
    rule_number: int | None
    rule_title: str | None
    contested_id: int | None  # the appeal that the decision answers
    appeal_id: int | None  # the appeal against it
    is_reported: bool  # by the viewer, and not decided yet
    reactions: Counts | None
    mentioned: list[dict[str, str]] | None
    answers: int
    on_page: dict[str, int | None] | None

    @property
    def is_masked(self) -> bool:
        return self.moderation_state in MASKED

    @property
    def leaves_a_trace(self) -> bool:
        return self.is_masked or self.deleted_at is None


_COLUMNS = (
    "pk",
    "parent_id",
    "thread",
    "author_id",
    "author__first_name",
    "author__last_name",
    "author__pseudonymised_at",
    "author__service__name",
    "kind",
    "text",
    "created_at",
    "edited_at",
    "deleted_at",
    "text_removed_at",
    "official_at",
    "moderation_state",
    "current_decision_id",
    "current_decision__decided_at",
    "current_decision__reasoning",
    "current_decision__message",
    "current_decision__rule__number",
    "current_decision__rule__title",
    "current_decision__on_appeal_id",
    "current_decision__appeal__pk",
    "is_reported",
    "reaction_counts",
    "mentioned",
    "answers",
    "on_page",
)


@dataclass(frozen=True)
class Wanted:
    """What a reader asks to see.

    `focus` is a comment that has to be there. `after` goes on after a thread, or after an answer in the
    thread of `focus`. `since` tells which comments are new.
    """

    order: CommentOrder = CommentOrder.NEWEST
    kind: str = ""
    after: int | None = None
    focus: int | None = None
    since: datetime.datetime | None = None


@dataclass(slots=True)
class More:
    """Answers of a thread that are not here."""

    thread: str  # the number of its first comment
    after: str  # the number of the last answer shown
    left: int


@dataclass(slots=True)
class Line:
    """One comment, or what is left of it."""

    number: str  # the key as text: templates would write 1234 with a space
    heading: str  # h3 to h5
    before: SafeString
    after: SafeString
    posted: str
    posted_iso: str
    author: str = ""
    author_number: str = ""  # empty for a departed agent, who has no page
    avatar: SafeString = _NOTHING
    service: str = ""
    kind: str = ""
    kind_label: str = ""
    is_lead: bool = False
    is_new: bool = False
    is_official: bool = False
    html: SafeString = _NOTHING  # empty: deleted, removed or masked
    answers_to: str = ""  # the number of a comment that it answers elsewhere
    reactions: list[ReactionButton] = field(default_factory=list)
    is_edited: bool = False
    is_editable: bool = False
    is_deletable: bool = False
    may_be_official: bool = False
    deleted: str = ""
    removed: bool = False
    masked: str = ""  # the day of the decision
    withdrawn: bool = False
    folded: SafeString = _NOTHING  # the text, to be shown behind its reason
    rule: str = ""
    reason: str = ""
    entry: str = ""  # number of the decision in the register
    is_told: bool = False  # the viewer wrote it: what follows is for them
    is_mine_to_rephrase: bool = False
    message: str = ""  # private, from moderation
    is_appealable: bool = False
    is_appealed: bool = False
    is_reportable: bool = False
    is_reported: bool = False
    more: More | None = None
    closing: SafeString = _NOTHING  # ends the list that `more` is in


@dataclass(slots=True)
class Thread:
    """The comments of one page, or a part of them."""

    lines: list[Line]
    order: CommentOrder
    kind: str
    count: int = 0  # how many can be read on the page
    new: int = 0
    first_new: str = ""  # the number of the oldest new comment
    kinds: list[tuple[str, str, int]] = field(default_factory=list)  # value, label, number of threads
    next_after: str = ""  # the thread after which the next batch begins; empty at the end
    is_beginning: bool = True
    alone: str = ""  # the number of the first comment, if its thread is alone here
    is_missing: bool = False  # the comment that had to be here is not

    def line(self, number: str) -> Line | None:
        return next((line for line in self.lines if line.number == number), None)

    def answerable(self, number: str) -> Line | None:
        """The comment of this number, if it is here to be answered."""
        line = self.line(number)
        return line if line and line.html else None


def read_thread(page: Page, *, viewer: User, wanted: Wanted) -> Thread:
    """The comments of a page; the order is that of the first level, answers stay in order of time.

    One query, unless `wanted` names a comment that is not in the batch: then the thread of this comment is
    read on its own, from its beginning or from this comment on. What names nothing here is left aside.
    """
    reader = _Reader(page, viewer, wanted)
    if wanted.focus is not None and wanted.after is not None:
        return reader.one_thread() or reader.threads()
    thread = reader.threads(wanted.after)
    if wanted.focus is None or thread.line(str(wanted.focus)):
        return thread
    return reader.one_thread() or reader.threads(is_missing=True)


class _Reader:
    """Reads the comments of one page for one person."""

    def __init__(self, page: Page, viewer: User, wanted: Wanted) -> None:
        self.page = page
        self.viewer = viewer
        self.wanted = wanted
        self.comments: CommentQuerySet = Comment.objects.on_page(page).order_by()
        self.lead_id: int | None = getattr(page, "lead_person_id", None)
        self.faces: dict[int, SafeString] = {}

    # What is asked of the database

    def threads(self, after: int | None = None, *, is_missing: bool = False) -> Thread:
        """A batch of threads, each with its first answers; after nothing that is here, the first batch."""
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
        if not rows and self.wanted.kind:
            rows = self._rows(Q(pk__in=self.comments.published().values("pk")[:1]), answers)
            return self._thread(rows, [], is_missing=is_missing)
        thread = self._batch_of(rows, with_pinned=after is None)
        thread.is_beginning = after is None
        thread.is_missing = is_missing
        return thread

    def one_thread(self) -> Thread | None:
        """The thread of the comment that has to be here, or None."""
        focus = self.wanted.focus
        if focus is None:
            return None
        thread = self.comments.filter(pk=focus).values_list("thread", flat=True).first()
        if thread is None:
            return None
        answers = Comment.objects.filter(thread=thread).answers()
        after = self.wanted.after
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
        shown = list(self._lines(first, rows, is_beginning=after is None))
        if after is None and str(focus) not in {line.number for line in shown}:
            return None
        return self._thread(rows, shown, alone=str(first.pk), is_beginning=after in (None, first.pk))

    def _threads(self) -> CommentQuerySet:
        """The first comments of what can be shown."""
        shown = Comment.objects.filter(thread=OuterRef("thread")).leaving_a_trace()
        firsts: CommentQuerySet = self.comments.first_level().filter(Exists(shown))
        return firsts.published().filter(kind=self.wanted.kind) if self.wanted.kind else firsts

    def _batch(self, firsts: CommentQuerySet, after: int | None) -> CommentQuerySet:
        """Those that follow, in the order wanted."""
        order = self.wanted.order
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

    def _rows(self, chosen: Q, answers: CommentQuerySet) -> list[_Row]:
        """The rows chosen, in order of time; `answers` are those counted for the first of a thread."""
        reactions = Reaction.objects.filter(comment=OuterRef("pk")).order_by().values("comment")
        counted = reactions.annotate(counts=count_reactions(self.viewer)).values("counts")
        rows = self.comments.filter(chosen).annotate(
            is_reported=Exists(Report.objects.open().filter(comment=OuterRef("pk"), reporter=self.viewer)),
            reaction_counts=Subquery(counted),
            mentioned=json_rows(Mention.objects.all(), "comment", name="written"),
            answers=Case(When(parent__isnull=True, then=_answer_count(answers)), default=Value(0)),
            on_page=Subquery(self._on_page()),
        )
        return [_Row(*values) for values in rows.order_by("created_at", "pk").values_list(*_COLUMNS)]

    def _on_page(self) -> QuerySet[Comment, Any]:
        """What is counted over the whole page, whatever is shown of it."""
        counts: dict[str, Any] = {"total": Count("pk")}
        for kind in CommentKind:
            counts[kind.value] = Count("pk", filter=Q(kind=kind.value, parent__isnull=True))
        if self.wanted.since is not None:
            new = Q(created_at__gt=self.wanted.since) & ~Q(author=self.viewer)
            counts |= {"new": Count("pk", filter=new), "first_new": Min("pk", filter=new)}
        published = self.comments.published().values("page")
        return published.annotate(counts=JSONObject(**counts)).values("counts")

    # What is made of its answer

    def _batch_of(self, rows: list[_Row], *, with_pinned: bool) -> Thread:
        """A batch of threads out of their rows, which may hold one thread more than is shown."""
        firsts = [row for row in rows if row.parent_id is None]
        pinned = None
        if with_pinned:
            official = [row for row in firsts if row.official_at and user_can_read_comment_text(row)]
            pinned = max(official, key=lambda row: (row.official_at, row.pk), default=None)
        ordinary = [row for row in firsts if row is not pinned]
        if self.wanted.order == CommentOrder.NEWEST:
            ordinary.reverse()
        elif self.wanted.order == CommentOrder.DISCUSSED:
            ordinary.sort(key=lambda row: (row.answers, row.created_at, row.pk), reverse=True)
        batch = ordinary[:THREADS_SHOWN]
        by_thread = defaultdict(list)
        for row in rows:
            by_thread[row.thread].append(row)
        lines = [
            line
            for first in ([pinned] if pinned else []) + batch
            for line in self._lines(first, by_thread[first.thread], is_beginning=True)
        ]
        thread = self._thread(rows, lines)
        thread.next_after = str(batch[-1].pk) if len(ordinary) > len(batch) else ""
        return thread

    def _thread(self, rows: list[_Row], lines: list[Line], **state: Any) -> Thread:
        counts = (rows[0].on_page if rows else None) or {}
        kinds = [(kind.value, str(kind.label), counts.get(kind.value) or 0) for kind in CommentKind]
        return Thread(
            lines,
            self.wanted.order,
            self.wanted.kind,
            count=counts.get("total") or 0,
            new=counts.get("new") or 0,
            first_new=str(counts.get("first_new") or ""),
            kinds=[entry for entry in kinds if entry[2]],
            **state,
        )

    def _lines(self, first: _Row, rows: list[_Row], *, is_beginning: bool) -> Iterator[Line]:
        """The lines of one thread: its official answer ahead, then each comment followed by its answers."""
        here = {row.pk for row in rows}
        ahead = {row.pk for row in rows if row.official_at and row is not first}
        below: defaultdict[int, list[_Row]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: row.pk not in ahead):
            if row.parent_id is not None:
                is_under_its_parent = row.parent_id in here and row.pk not in ahead
                below[row.parent_id if is_under_its_parent else first.pk].append(row)
        answers = [row for row in rows if row is not first]
        left = first.answers - sum(1 for row in answers if row.leaves_a_trace)
        ordinary = [row for row in answers if row.pk not in ahead]
        more = More(str(first.pk), str(ordinary[-1].pk), left) if left > 0 and ordinary else None
        shown = list(_in_order([first], below, 1, is_kept=more is not None))
        levels = [level for _row, level in shown]
        opening = format_html('<ol class="comment__replies" id="reponses-{}">', first.pk)
        for position, (row, level) in enumerate(shown):
            is_last = position + 1 == len(shown)
            following = 1 if is_last else levels[position + 1]
            before = _ITEM
            if position and level > levels[position - 1]:
                before = (opening if level == 2 else mark_safe('<ol class="comment__replies">')) + _ITEM
            line = self._line(row, level=level, before=before)
            is_elsewhere = level == 2 and row.parent_id != first.pk
            line.answers_to = str(row.parent_id) if is_elsewhere else ""
            line.after = _NOTHING if following > level else _ENDS[level - following]
            if is_last and more:
                line.more = more
                line.after = opening if level == 1 else _ENDS[level - 2]
                line.closing = mark_safe("</ol></li>")
            yield line

    def _line(self, row: _Row, *, level: int, before: SafeString) -> Line:
        line = Line(
            number=str(row.pk),
            heading=f"h{_HEADING_ABOVE + level}",
            before=before,
            after=_NOTHING,
            posted=format_datetime(row.created_at),
            posted_iso=format_iso(row.created_at),
        )
        if row.is_masked:
            _mask(line, row)
        elif row.deleted_at is not None:
            line.deleted = format_date(row.deleted_at)
        elif row.text_removed_at is not None:
            line.removed = True
        if user_can_read_comment_text(row):
            self._show(row, line)
        is_asked = row.moderation_state == ModerationState.REPHRASING
        if row.author_id == self.viewer.pk and (row.is_masked or is_asked):
            _tell_author(line, row)
        return line

    def _show(self, row: _Row, line: Line) -> None:
        """What a line says of a comment that can be read."""
        viewer, since = self.viewer, self.wanted.since
        line.author = f"{row.first_name} {row.last_name}".strip()
        line.author_number = "" if row.departed_at else str(row.author_id)
        line.service = row.service or ""
        line.html = comment_html(row.text, [mention["name"] for mention in row.mentioned or ()])
        line.kind = row.kind
        line.kind_label = str(CommentKind(row.kind).label) if row.kind else ""
        line.reactions = reaction_buttons(row.reactions)
        line.is_edited = row.edited_at is not None
        line.is_editable = user_can_edit_comment(viewer, row)
        line.is_deletable = user_can_delete_comment(viewer, row)
        line.is_reportable = row.author_id != viewer.pk
        line.is_reported = row.is_reported
        line.is_official = row.official_at is not None
        line.may_be_official = user_can_give_official_answer(viewer, row, self.lead_id)
        line.is_lead = row.author_id == self.lead_id
        line.is_new = since is not None and row.created_at > since and row.author_id != viewer.pk
        if row.author_id not in self.faces:
            self.faces[row.author_id] = _face(row)
        line.avatar = self.faces[row.author_id]


def _answer_count(answers: CommentQuerySet) -> Coalesce:
    """How many of these answers are in the thread of a comment."""
    counted = answers.filter(thread=OuterRef("thread")).order_by().values("thread")
    return Coalesce(Subquery(counted.annotate(count=Count("pk")).values("count")), 0)


def _in_order(
    siblings: list[_Row], below: dict[int, list[_Row]], level: int, *, is_kept: bool
) -> Iterator[tuple[_Row, int]]:
    """Each comment followed by its answers.

    A deleted one is there only for the answers below it, or if `is_kept` for those that are not loaded.
    """
    for row in siblings:
        answers = list(_in_order(below[row.pk], below, level + 1, is_kept=False)) if row.pk in below else []
        if answers or is_kept or row.leaves_a_trace:
            yield row, level
            yield from answers


def _mask(line: Line, row: _Row) -> None:
    """What readers see in the place of a folded or withdrawn text."""
    line.masked = format_date(row.decided_at) if row.decided_at else ""
    line.withdrawn = row.moderation_state == ModerationState.WITHDRAWN
    line.rule = f"{row.rule_number}. {row.rule_title}" if row.rule_title else ""
    line.reason = row.reasoning or ""
    line.entry = str(row.decision_id)
    if not line.withdrawn and row.text and row.deleted_at is None and row.text_removed_at is None:
        line.author = f"{row.first_name} {row.last_name}".strip()
        line.folded = comment_html(row.text, [mention["name"] for mention in row.mentioned or ()])


def _tell_author(line: Line, row: _Row) -> None:
    """What only the author of a moderated comment sees beside it."""
    line.is_told = True
    line.entry = str(row.decision_id)
    line.message = row.message or ""
    line.is_mine_to_rephrase = row.moderation_state == ModerationState.REPHRASING
    line.is_appealable = row.contested_id is None and row.appeal_id is None and row.text_removed_at is None
    line.is_appealed = row.appeal_id is not None


def _face(row: _Row) -> SafeString:
    author = User(
        pk=row.author_id,
        first_name=row.first_name,
        last_name=row.last_name,
        pseudonymised_at=row.departed_at,
    )
    return avatar(author, "small")
