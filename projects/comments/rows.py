"""What is read of a comment, and what its article shows of it. Every decision is taken here, once."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.accounts.models import User
from portal.common.display import format_date, format_datetime, format_iso
from portal.common.templatetags.ui import AVATAR_COLOURS, avatar

from .enums import MASKED, CommentKind, ModerationState
from .permissions import user_can_read_comment_text
from .reactions import Counts, ReactionButton, reaction_buttons
from .text import comment_html

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
    mine: str  # the reaction of the reader, or ""
    added: dict[str, Any]  # by name: see `additions`


class CommentRow:
    """One comment, or the trace that it left, as its article shows it."""

    def __init__(self, state: ArticleState) -> None:
        self.state = state
        self.row = state.row
        self.pk = str(self.row.pk)  # as text: templates would write 1234 with a space

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
        """The initials of the author in a disc. `ui.avatar` draws the same in three times as many bytes."""
        row = self.row
        author = User(
            pk=row.author_id,
            first_name=row.first_name,
            last_name=row.last_name,
            pseudonymised_at=row.departed_at,
        )
        if not author.initials:
            return avatar(author, "small")
        disc = '<span class="disc disc--{}" aria-hidden="true">{}</span>'
        return format_html(disc, row.author_id % AVATAR_COLOURS, author.initials)

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
        return reaction_buttons(self.row.pk, self.row.reaction_counts, self.state.mine)

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
