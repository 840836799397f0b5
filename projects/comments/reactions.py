"""Reactions to a comment as buttons ready to be shown."""

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils.safestring import SafeString

from portal.accounts.models import User
from portal.common.templatetags.ui import icon

from .enums import ReactionKind
from .models import Comment, Reaction

# What the database tells of the reactions to a comment: how many of each kind, and `mine`.
Counts = dict[str, int | str]


class ReactionButton(NamedTuple):
    """One reaction with its count, and whether the viewer chose it."""

    kind: str
    label: str
    icon: SafeString
    total: int
    mine: bool

    @property
    def sends(self) -> str:
        """The reaction that a click sends. It is empty if the viewer chose this one already."""
        return "" if self.mine else self.kind


def count_reactions(comments: Collection[int], viewer: User) -> dict[int, Counts]:
    """Return the counts of reactions to each of these comments, by key, where there are any."""
    found: defaultdict[int, Counts] = defaultdict(dict)
    mine = Count("pk", filter=Q(agent=viewer.pk))
    rows = Reaction.objects.filter(comment__in=comments).order_by("comment", "kind")
    for pk, kind, total, is_mine in rows.values_list("comment", "kind").annotate(
        total=Count("pk"), mine=mine
    ):
        found[pk][kind] = total
        if is_mine:
            found[pk]["mine"] = kind
    return found


def reaction_buttons(counts: Counts) -> list[ReactionButton]:
    """Return the buttons for these counts."""
    return [
        ReactionButton(
            kind=kind.value,
            label=str(kind.label),
            icon=icon(kind.value),
            total=int(counts.get(kind.value) or 0),
            mine=counts.get("mine") == kind.value,
        )
        for kind in ReactionKind
    ]


def buttons_of(comment: Comment, viewer: User) -> list[ReactionButton]:
    """Return the buttons of one comment."""
    return reaction_buttons(count_reactions([comment.pk], viewer).get(comment.pk, {}))
