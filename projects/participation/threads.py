"""The comments of a page as a list of lines ready to show.

A page may hold hundreds of comments, so everything is decided here, once: one query, and lines in the
order of the page that one flat template loop shows. `before` and `after` of each line open and close
the nested lists around it.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from portal.accounts.models import User
from portal.common.templatetags.ui import avatar

from .enums import MASKED, ModerationState
from .models import Comment, Report
from .permissions import user_can_delete_comment, user_can_edit_comment, user_can_read_comment_text
from .text import comment_html

_ITEM = mark_safe("<li>")
_FIRST_REPLY = mark_safe('<ol class="comment__replies"><li>')
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
    author_id: int
    first_name: str
    last_name: str
    departed_at: datetime.datetime | None
    service: str | None
    text: str
    created_at: datetime.datetime
    edited_at: datetime.datetime | None
    deleted_at: datetime.datetime | None
    text_removed_at: datetime.datetime | None
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

    @property
    def is_masked(self) -> bool:
        return self.moderation_state in MASKED


_COLUMNS = (
    "pk",
    "parent_id",
    "author_id",
    "author__first_name",
    "author__last_name",
    "author__pseudonymised_at",
    "author__service__name",
    "text",
    "created_at",
    "edited_at",
    "deleted_at",
    "text_removed_at",
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
)


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
    avatar: SafeString = _NOTHING
    service: str = ""
    is_lead: bool = False
    html: SafeString = _NOTHING  # empty: deleted, removed or masked
    is_edited: bool = False
    is_editable: bool = False
    is_deletable: bool = False
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


@dataclass(slots=True)
class Thread:
    """The comments of one page."""

    lines: list[Line]
    newest_first: bool

    @property
    def count(self) -> int:
        """How many can be read."""
        return sum(1 for line in self.lines if line.html)

    def answerable(self, number: str) -> Line | None:
        """The comment of this number, if it is here to be answered."""
        return next((line for line in self.lines if line.number == number and line.html), None)


def read_thread(page: Page, *, viewer: User, newest_first: bool) -> Thread:
    """The comments of a page; the order is that of the first level, answers stay in order of time."""
    reported = Report.objects.open().filter(comment=OuterRef("pk"), reporter=viewer)
    rows = (
        Comment.objects.on_page(page)
        .annotate(is_reported=Exists(reported))
        .order_by("created_at", "pk")
        .values_list(*_COLUMNS)
    )
    replies: defaultdict[int | None, list[_Row]] = defaultdict(list)
    for values in rows:
        row = _Row(*values)
        replies[row.parent_id].append(row)
    first_level = replies[None][::-1] if newest_first else replies[None]
    shown = list(_in_order(first_level, replies, 1))
    levels = [level for _row, level in shown]
    lead_id = getattr(page, "lead_person_id", None)
    faces: dict[int, SafeString] = {}
    lines = []
    for position, (row, level) in enumerate(shown):
        previous = levels[position - 1] if position else 1
        following = levels[position + 1] if position + 1 < len(levels) else 1
        line = _line(
            row,
            viewer,
            heading=f"h{_HEADING_ABOVE + level}",
            before=_FIRST_REPLY if level > previous else _ITEM,
            after=_NOTHING if following > level else _ENDS[level - following],
        )
        if line.html:
            line.is_lead = row.author_id == lead_id
            if row.author_id not in faces:
                faces[row.author_id] = _face(row)
            line.avatar = faces[row.author_id]
        lines.append(line)
    return Thread(lines, newest_first)


def _in_order(
    siblings: list[_Row], replies: dict[int | None, list[_Row]], level: int
) -> Iterator[tuple[_Row, int]]:
    """Each comment followed by its answers. A deleted one is there only for the answers below it."""
    for row in siblings:
        below = list(_in_order(replies[row.pk], replies, level + 1)) if row.pk in replies else []
        if below or row.is_masked or row.deleted_at is None:
            yield row, level
            yield from below


def _line(row: _Row, viewer: User, *, heading: str, before: SafeString, after: SafeString) -> Line:
    posted = timezone.localtime(row.created_at)
    line = Line(
        number=str(row.pk),
        heading=heading,
        before=before,
        after=after,
        posted=date_format(posted, "DATETIME_FORMAT"),
        posted_iso=posted.isoformat(timespec="minutes"),
    )
    if row.is_masked:
        _mask(line, row)
    elif row.deleted_at is not None:
        line.deleted = _day(row.deleted_at)
    elif row.text_removed_at is not None:
        line.removed = True
    if user_can_read_comment_text(row):
        line.author = f"{row.first_name} {row.last_name}".strip()
        line.service = row.service or ""
        line.html = comment_html(row.text)
        line.is_edited = row.edited_at is not None
        line.is_editable = user_can_edit_comment(viewer, row)
        line.is_deletable = user_can_delete_comment(viewer, row)
        line.is_reportable = row.author_id != viewer.pk
        line.is_reported = row.is_reported
    if row.author_id == viewer.pk and (row.is_masked or row.moderation_state == ModerationState.REPHRASING):
        _tell_author(line, row)
    return line


def _mask(line: Line, row: _Row) -> None:
    """What readers see in the place of a folded or withdrawn text."""
    line.masked = _day(row.decided_at) if row.decided_at else ""
    line.withdrawn = row.moderation_state == ModerationState.WITHDRAWN
    line.rule = f"{row.rule_number}. {row.rule_title}" if row.rule_title else ""
    line.reason = row.reasoning or ""
    line.entry = str(row.decision_id)
    if not line.withdrawn and row.text and row.deleted_at is None and row.text_removed_at is None:
        line.author = f"{row.first_name} {row.last_name}".strip()
        line.folded = comment_html(row.text)


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


def _day(moment: datetime.datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")
