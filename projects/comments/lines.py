"""Comments ready to be shown.

Every decision is taken here, once. The rows are in the order of the page, so one flat template loop shows
them. `before` and `after` of each row open and close the nested lists around it.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.accounts.models import User
from portal.common.display import format_date, format_datetime, format_iso
from portal.common.templatetags.ui import avatar

from .additions import said_of
from .enums import MASKED, CommentKind, CommentOrder, ModerationState
from .permissions import (
    user_can_delete_comment,
    user_can_edit_comment,
    user_can_give_official_answer,
    user_can_read_comment_text,
)
from .reactions import Counts, ReactionButton, reaction_buttons
from .text import comment_html

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


class Row(NamedTuple):
    """What one query reads of a comment: the columns of these names, and those of the additions."""

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
    reaction_counts: Counts | None
    mentioned: list[dict[str, str]] | None
    answers: int
    on_page: dict[str, int | None] | None
    added: dict[str, Any]

    @property
    def is_masked(self) -> bool:
        return self.moderation_state in MASKED

    @property
    def leaves_a_trace(self) -> bool:
        return self.is_masked or self.deleted_at is None


@dataclass(slots=True)
class Remaining:
    """The answers of a thread that are not shown yet."""

    thread: str  # the key of its first comment
    after: str  # the key of the last answer shown
    left: int


@dataclass(slots=True)
class CommentRow:
    """One comment, or the trace that it left."""

    pk: str  # the key as text: templates would write 1234 with a space
    heading: str  # h3 to h5
    before: SafeString
    after: SafeString
    posted: str
    posted_iso: str
    author: str = ""
    author_pk: str = ""  # empty for a departed agent, who has no page
    avatar: SafeString = _NOTHING
    service: str = ""
    kind: str = ""
    kind_label: str = ""
    is_lead: bool = False
    is_new: bool = False
    is_official: bool = False
    html: SafeString = _NOTHING  # empty: deleted, removed or masked
    answers_to: str = ""  # the key of a comment that it answers elsewhere
    reactions: list[ReactionButton] = field(default_factory=list)
    is_edited: bool = False
    is_editable: bool = False
    is_deletable: bool = False
    may_be_official: bool = False
    deleted: str = ""
    removed: bool = False
    is_masked: bool = False
    is_withdrawn: bool = False
    folded: SafeString = _NOTHING  # the text, to be shown behind its reason
    added: dict[str, Any] = field(default_factory=dict)  # by name: see `additions`
    remaining: Remaining | None = None
    closing: SafeString = _NOTHING  # ends the list that `remaining` is in


@dataclass(slots=True)
class Thread:
    """All the comments of one page, or one batch of them."""

    lines: list[CommentRow]
    order: CommentOrder
    kind: str
    count: int = 0  # how many can be read on the page
    new: int = 0
    first_new: str = ""  # the key of the oldest new comment
    kinds: list[tuple[str, str, int]] = field(default_factory=list)  # value, label, number of threads
    next_after: str = ""  # the thread after which the next batch begins; empty at the end
    is_beginning: bool = True
    alone: str = ""  # the key of the first comment, if its thread is alone here
    is_missing: bool = False  # the comment that had to be here is not

    def line(self, pk: str) -> CommentRow | None:
        return next((line for line in self.lines if line.pk == pk), None)

    def answerable(self, pk: str) -> CommentRow | None:
        """Return the comment with this key if it is shown and can be answered."""
        line = self.line(pk)
        return line if line and line.html else None


class CommentRowWriter:
    """Turns the comments of a page into rows for one viewer. Comments posted after `since` are new."""

    def __init__(self, viewer: User, *, lead_id: int | None, since: datetime.datetime | None) -> None:
        self.viewer = viewer
        self.lead_id = lead_id
        self.since = since
        self.faces: dict[int, SafeString] = {}

    def lines(self, first: Row, rows: list[Row]) -> Iterator[CommentRow]:
        """Yield the rows of one thread.

        The official answer comes first. Each comment is then followed by its answers.
        """
        here = {row.pk for row in rows}
        ahead = {row.pk for row in rows if row.official_at and row is not first}
        below: defaultdict[int, list[Row]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: row.pk not in ahead):
            if row.parent_id is not None:
                is_under_its_parent = row.parent_id in here and row.pk not in ahead
                below[row.parent_id if is_under_its_parent else first.pk].append(row)
        answers = [row for row in rows if row is not first]
        left = first.answers - sum(1 for row in answers if row.leaves_a_trace)
        ordinary = [row for row in answers if row.pk not in ahead]
        remaining = Remaining(str(first.pk), str(ordinary[-1].pk), left) if left > 0 and ordinary else None
        shown = list(_in_order([first], below, 1, is_kept=remaining is not None))
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
            if is_last and remaining:
                line.remaining = remaining
                line.after = opening if level == 1 else _ENDS[level - 2]
                line.closing = mark_safe("</ol></li>")
            yield line

    def _line(self, row: Row, *, level: int, before: SafeString) -> CommentRow:
        line = CommentRow(
            pk=str(row.pk),
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
        line.added = said_of(row, row.added, self.viewer)
        return line

    def _show(self, row: Row, line: CommentRow) -> None:
        """Fill a row from a comment that the viewer can read."""
        viewer, since = self.viewer, self.since
        line.author = f"{row.first_name} {row.last_name}".strip()
        line.author_pk = "" if row.departed_at else str(row.author_id)
        line.service = row.service or ""
        line.html = comment_html(row.text, [mention["name"] for mention in row.mentioned or ()])
        line.kind = row.kind
        line.kind_label = str(CommentKind(row.kind).label) if row.kind else ""
        line.reactions = reaction_buttons(row.reaction_counts)
        line.is_edited = row.edited_at is not None
        line.is_editable = user_can_edit_comment(viewer, row)
        line.is_deletable = user_can_delete_comment(viewer, row)
        line.is_official = row.official_at is not None
        line.may_be_official = user_can_give_official_answer(viewer, row, self.lead_id)
        line.is_lead = row.author_id == self.lead_id
        line.is_new = since is not None and row.created_at > since and row.author_id != viewer.pk
        if row.author_id not in self.faces:
            self.faces[row.author_id] = _face(row)
        line.avatar = self.faces[row.author_id]


def _in_order(
    siblings: list[Row], below: dict[int, list[Row]], level: int, *, is_kept: bool
) -> Iterator[tuple[Row, int]]:
    """Yield each comment with its level, followed by its answers.

    A deleted comment is kept only if answers below it are shown. `is_kept` keeps the first comment when its
    answers are not loaded.
    """
    for row in siblings:
        answers = list(_in_order(below[row.pk], below, level + 1, is_kept=False)) if row.pk in below else []
        if answers or is_kept or row.leaves_a_trace:
            yield row, level
            yield from answers


def _mask(line: CommentRow, row: Row) -> None:
    """Fill the row of a masked comment.

    A folded text stays one click away. A withdrawn text is left out.
    """
    line.is_masked = True
    line.is_withdrawn = row.moderation_state == ModerationState.WITHDRAWN
    if not line.is_withdrawn and row.text and row.deleted_at is None and row.text_removed_at is None:
        line.author = f"{row.first_name} {row.last_name}".strip()
        line.folded = comment_html(row.text, [mention["name"] for mention in row.mentioned or ()])


def _face(row: Row) -> SafeString:
    author = User(
        pk=row.author_id,
        first_name=row.first_name,
        last_name=row.last_name,
        pseudonymised_at=row.departed_at,
    )
    return avatar(author, "small")
