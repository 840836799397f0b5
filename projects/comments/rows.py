"""The columns that one query reads of each comment of a page."""

import datetime
import uuid
from typing import Any, NamedTuple

from .enums import MASKED
from .reactions import Counts


class Row(NamedTuple):
    """The columns that one query reads of a comment."""

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
    reactions: Counts | None
    mentioned: list[dict[str, str]] | None
    answers: int
    on_page: dict[str, int | None] | None
    added: dict[str, Any]  # the columns of the additions

    @property
    def is_masked(self) -> bool:
        return self.moderation_state in MASKED

    @property
    def leaves_a_trace(self) -> bool:
        return self.is_masked or self.deleted_at is None


COLUMNS = (
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
    "reaction_counts",
    "mentioned",
    "answers",
    "on_page",
)
