"""What of the comments is different for one reader: their own, what is new to them, what they did."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import replace

from portal.accounts.models import User

from .additions import acted_on, said_of
from .lines import Line
from .permissions import user_can_delete_comment, user_can_edit_comment, user_can_give_official_answer
from .reactions import reactions_of


def read_as(
    reader: User, lines: Iterable[Line], *, lead_id: int | None, since: datetime.datetime | None
) -> Iterator[Line]:
    """Give its state for this reader to each line that is not as everybody sees it, and yield these.

    Comments posted after `since` are new.
    """
    lines = list(lines)
    keys = [line.state.row.pk for line in lines]
    mine = reactions_of(reader, keys)
    acted = acted_on(reader, keys)
    for line in lines:
        row = line.state.row
        is_own = row.author_id == reader.pk
        is_new = since is not None and row.created_at > since and not is_own
        has_acted = {name for name, comments in acted.items() if row.pk in comments}
        if not (is_own or is_new or has_acted or row.pk in mine):
            continue
        line.state = replace(
            line.state,
            is_new=is_new,
            is_editable=user_can_edit_comment(reader, row),
            is_deletable=user_can_delete_comment(reader, row),
            may_be_official=user_can_give_official_answer(reader, row, lead_id),
            mine=mine.get(row.pk, ""),
            added=said_of(row, row.added, is_own=is_own, acted=has_acted),
        )
        yield line
