"""Comments in the order of a page.

One flat loop writes them: `before` and `after` of each line open and close the nested lists around it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from .additions import said_of
from .enums import CommentOrder
from .permissions import user_can_read_comment_text
from .rows import ArticleState, CommentRow, Row

_ITEM = "<li>"
# Index: how many lists of replies end after a comment.
_ENDS = ("</li>", "</li></ol></li>", "</li></ol></li></ol></li>")


@dataclass(slots=True)
class Remaining:
    """The answers of a thread that are not shown yet."""

    thread: str  # the key of its first comment
    after: str  # the key of the last answer shown
    left: int


@dataclass(slots=True)
class Line:
    """A comment in its place."""

    pk: str
    state: ArticleState
    before: str
    after: str = ""
    remaining: Remaining | None = None
    closing: str = ""  # ends the list that `remaining` is in
    article: str = ""  # what stands in it: see `articles`

    @property
    def opening(self) -> str:
        """Open the article and write what stands in it."""
        return self._opening("")

    @property
    def focused(self) -> str:
        """Open the article as `opening` does, with the focus on it."""
        return self._opening(' tabindex="-1" autofocus')

    def _opening(self, attributes: str) -> str:
        row = self.state.row
        is_official = row.official_at is not None and user_can_read_comment_text(row)
        return (
            f'{self.before}<article class="comment{" comment--official" if is_official else ""}"'
            f' id="commentaire-{self.pk}" aria-labelledby="auteur-{self.pk}"{attributes}>\n{self.article}'
        )


@dataclass(slots=True)
class Thread:
    """A batch of the comments of one page."""

    lines: list[Line]
    order: CommentOrder
    kind: str
    next_after: str = ""  # the thread after which the next batch begins; empty at the end
    is_beginning: bool = True
    alone: str = ""  # the key of the first comment, if its thread is alone here
    is_missing: bool = False  # the comment that had to be here is not
    count: int = 0  # how many can be read on the page
    new: int = 0
    first_new: str = ""  # the key of the oldest new comment
    kinds: list[tuple[str, str, int]] = field(default_factory=list)  # value, label, number of threads

    def line(self, pk: str) -> Line | None:
        return next((line for line in self.lines if line.pk == pk), None)

    def answerable(self, pk: str) -> CommentRow | None:
        """Return the comment with this key if it is shown and can be answered."""
        line = self.line(pk)
        comment = CommentRow(line.state) if line else None
        return comment if comment and comment.is_shown else None

    def html(self, *, focused: str, until: str) -> tuple[str, str]:
        """Return the comments as one text, cut inside the article `until`, where a form may stand."""
        texts, cut = [], 0
        for line in self.lines:
            texts.append(line.focused if line.pk == focused else line.opening)
            if line.pk == until:
                cut = len(texts)
            texts.append(f"</article>{line.after}\n")
        return "".join(texts[:cut]), "".join(texts[cut:])


class LineWriter:
    """Puts the comments of a page into their places, as everybody sees them (`reading` says for whom not)."""

    def __init__(self, lead_id: int | None) -> None:
        self.lead_id = lead_id

    def lines(self, first: Row, rows: list[Row]) -> Iterator[Line]:
        """Yield the lines of one thread.

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
        last = ordinary[-1] if ordinary else first
        remaining = Remaining(str(first.pk), str(last.pk), left) if left > 0 else None
        shown = list(_in_order([first], below, 1, is_kept=remaining is not None))
        levels = [level for _row, level in shown]
        opening = f'<ol class="comment__replies" id="reponses-{first.pk}">'
        for position, (row, level) in enumerate(shown):
            is_last = position + 1 == len(shown)
            following = 1 if is_last else levels[position + 1]
            before = _ITEM
            if position and level > levels[position - 1]:
                before = (opening if level == 2 else '<ol class="comment__replies">') + _ITEM
            is_elsewhere = level == 2 and row.parent_id != first.pk
            state = self._state(row, level, str(row.parent_id) if is_elsewhere else "")
            line = Line(str(row.pk), state, before, "" if following > level else _ENDS[level - following])
            if is_last and remaining:
                line.remaining = remaining
                line.after = opening if level == 1 else _ENDS[level - 2]
                line.closing = "</ol></li>"
            yield line

    def _state(self, row: Row, level: int, answers_to: str) -> ArticleState:
        return ArticleState(
            row=row,
            level=level,
            answers_to=answers_to,
            is_lead=row.author_id == self.lead_id,
            is_new=False,
            is_editable=False,
            is_deletable=False,
            may_be_official=False,
            mine="",
            added=said_of(row, row.added, is_own=False, acted=frozenset()),
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
