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


# The columns of a row, by the name that it gives them.
COLUMNS = {
    "pk": "pk",
    "parent_id": "parent_id",
    "thread": "thread",
    "author_id": "author_id",
    "first_name": "author__first_name",
    "last_name": "author__last_name",
    "departed_at": "author__pseudonymised_at",
    "service": "author__service__name",
    "kind": "kind",
    "text": "text",
    "created_at": "created_at",
    "edited_at": "edited_at",
    "deleted_at": "deleted_at",
    "text_removed_at": "text_removed_at",
    "official_at": "official_at",
    "moderation_state": "moderation_state",
}


class Row(NamedTuple):
    """What is read of a comment: its columns, reactions and mentions, and the columns of the additions."""

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
    reaction_counts: Counts
    mentioned: list[str]
    answers: int  # of the thread, for its first comment
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


@dataclass(frozen=True)
class ArticleState:
    """All that the article of a comment depends on. Two readers for whom it is equal see the same."""

    row: Row
    level: int
    answers_to: str  # the key of a comment that it answers elsewhere
    is_lead: bool
    is_new: bool
    is_editable: bool
    is_deletable: bool
    may_be_official: bool
    added: dict[str, Any]  # by name: see `additions`


class CommentRow:
    """One comment, or the trace that it left. What its article shows is computed only if it is rendered."""

    def __init__(self, state: ArticleState, before: SafeString) -> None:
        self.state = state
        self.row = state.row
        self.pk = str(self.row.pk)  # as text: templates would write 1234 with a space
        self.before, self.after = before, _NOTHING
        self.remaining: Remaining | None = None
        self.closing = _NOTHING  # ends the list that `remaining` is in
        self.article = _NOTHING  # see `articles`

    def __getattr__(self, name: str) -> Any:
        return getattr(self.state, name)

    @property
    def is_shown(self) -> bool:
        """True if the text can be read: it is not deleted, removed or masked."""
        return user_can_read_comment_text(self.row)

    @property
    def heading(self) -> str:
        """The name of the element: h3 to h5."""
        return f"h{_HEADING_ABOVE + self.state.level}"

    @property
    def posted(self) -> str:
        return format_datetime(self.row.created_at)

    @property
    def posted_iso(self) -> str:
        return format_iso(self.row.created_at)

    @property
    def author(self) -> str:
        """The name of the author; "" where it is not shown."""
        is_named = self.is_shown or self._is_folded
        return f"{self.row.first_name} {self.row.last_name}".strip() if is_named else ""

    @property
    def author_pk(self) -> str:
        """The key of the author; "" for a departed agent, who has no page."""
        return "" if self.row.departed_at else str(self.row.author_id)

    @property
    def avatar(self) -> SafeString:
        row = self.row
        author = User(
            pk=row.author_id,
            first_name=row.first_name,
            last_name=row.last_name,
            pseudonymised_at=row.departed_at,
        )
        return avatar(author, "small")

    @property
    def service(self) -> str:
        return self.row.service or ""

    @property
    def kind(self) -> str:
        return self.row.kind if self.is_shown else ""

    @property
    def kind_label(self) -> str:
        return str(CommentKind(self.row.kind).label) if self.row.kind else ""

    @property
    def is_official(self) -> bool:
        return self.is_shown and self.row.official_at is not None

    @property
    def is_edited(self) -> bool:
        return self.row.edited_at is not None

    @property
    def html(self) -> SafeString:
        """The text of a comment that can be read."""
        return self._text if self.is_shown else _NOTHING

    @property
    def folded(self) -> SafeString:
        """The text of a folded comment, which stays one click away. That of a withdrawn one is left out."""
        return self._text if self._is_folded else _NOTHING

    @property
    def _text(self) -> SafeString:
        return comment_html(self.row.text, self.row.mentioned)

    @property
    def _is_folded(self) -> bool:
        row = self.row
        is_gone = row.deleted_at is not None or row.text_removed_at is not None or not row.text
        return row.is_masked and not self.is_withdrawn and not is_gone

    @property
    def reactions(self) -> list[ReactionButton]:
        return reaction_buttons(self.row.reaction_counts)

    @property
    def is_masked(self) -> bool:
        return self.row.is_masked

    @property
    def is_withdrawn(self) -> bool:
        return self.row.moderation_state == ModerationState.WITHDRAWN

    @property
    def deleted(self) -> str:
        """The day when its author deleted it, or ""."""
        return "" if self.row.deleted_at is None else format_date(self.row.deleted_at)

    @property
    def removed(self) -> bool:
        return self.row.text_removed_at is not None


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
        return line if line and line.is_shown else None


class CommentRowWriter:
    """Turns the comments of a page into rows for one viewer. Comments posted after `since` are new."""

    def __init__(self, viewer: User, *, lead_id: int | None, since: datetime.datetime | None) -> None:
        self.viewer = viewer
        self.lead_id = lead_id
        self.since = since

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
            is_elsewhere = level == 2 and row.parent_id != first.pk
            line = CommentRow(self._state(row, level, str(row.parent_id) if is_elsewhere else ""), before)
            line.after = _NOTHING if following > level else _ENDS[level - following]
            if is_last and remaining:
                line.remaining = remaining
                line.after = opening if level == 1 else _ENDS[level - 2]
                line.closing = mark_safe("</ol></li>")
            yield line

    def _state(self, row: Row, level: int, answers_to: str) -> ArticleState:
        viewer, since = self.viewer, self.since
        return ArticleState(
            row=row,
            level=level,
            answers_to=answers_to,
            is_lead=row.author_id == self.lead_id,
            is_new=since is not None and row.created_at > since and row.author_id != viewer.pk,
            is_editable=user_can_edit_comment(viewer, row),
            is_deletable=user_can_delete_comment(viewer, row),
            may_be_official=user_can_give_official_answer(viewer, row, self.lead_id),
            added=said_of(row, row.added, viewer),
        )


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
