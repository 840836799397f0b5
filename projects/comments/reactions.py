"""Reactions to a comment as buttons ready to be shown."""

import re
from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Count

from portal.accounts.models import User

from .enums import ReactionKind
from .models import Comment, Reaction

# How many reactions of each kind a comment has.
Counts = dict[str, int]
_CLICK = re.compile(r"(?P<kind>[a-z]+)-(?P<comment>[0-9]{1,18})(?P<off>-off)?")


class ReactionButton(NamedTuple):
    """One reaction with its count, and whether the reader chose it."""

    comment: int
    kind: str
    label: str
    total: int
    mine: bool

    @property
    def sends(self) -> str:
        """What a click sends: "agree-12", or "agree-12-off" to take the reaction back."""
        return f"{self.kind}-{self.comment}{'-off' if self.mine else ''}"


class Click(NamedTuple):
    """What a click on a button asks for."""

    kind: ReactionKind
    comment: int
    takes_back: bool

    @property
    def gives(self) -> ReactionKind | None:
        return None if self.takes_back else self.kind


def read_click(sent: str) -> Click | None:
    """Return what a button sent, or None if it is none of ours."""
    found = _CLICK.fullmatch(sent)
    if found is None or found["kind"] not in ReactionKind.values:
        return None
    return Click(ReactionKind(found["kind"]), int(found["comment"]), found["off"] is not None)


def count_reactions(comments: Collection[int]) -> dict[int, Counts]:
    """Return the counts of reactions to each of these comments, by key, where there are any."""
    found: defaultdict[int, Counts] = defaultdict(dict)
    rows = Reaction.objects.filter(comment__in=comments).order_by("comment", "kind")
    for pk, kind, total in rows.values_list("comment", "kind").annotate(total=Count("pk")):
        found[pk][kind] = total
    return dict(found)


def reactions_of(agent: User, comments: Collection[int]) -> dict[int, str]:
    """Return the reaction of an agent to each of these comments, by key."""
    given = Reaction.objects.filter(comment__in=comments, agent=agent.pk)
    return dict(given.values_list("comment_id", "kind"))


def reaction_buttons(comment: int, counts: Counts, mine: str) -> list[ReactionButton]:
    """Return the buttons of a comment. `mine` is the reaction that the reader chose, or ""."""
    return [
        ReactionButton(comment, kind.value, str(kind.label), counts.get(kind.value, 0), kind.value == mine)
        for kind in ReactionKind
    ]


def buttons_of(comment: Comment, reader: User) -> list[ReactionButton]:
    """Return the buttons of one comment."""
    keys = [comment.pk]
    mine = reactions_of(reader, keys).get(comment.pk, "")
    return reaction_buttons(comment.pk, count_reactions(keys).get(comment.pk, {}), mine)
