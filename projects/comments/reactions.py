"""Reactions to a comment as buttons ready to be shown."""

from typing import NamedTuple

from django.db.models import Count, Expression, Max, Q
from django.db.models.functions import JSONObject
from django.utils.safestring import SafeString

from portal.accounts.models import User
from portal.common.templatetags.ui import icon

from .enums import ReactionKind
from .models import Comment, Reaction

# What the database tells of the reactions to a comment: how many of each kind, and `mine`.
Counts = dict[str, int | str | None]


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


def count_reactions(viewer: User) -> Expression:
    """Return an expression that counts the reactions of a group by kind, with the viewer's own."""
    counts = {kind.value: Count("pk", filter=Q(kind=kind.value)) for kind in ReactionKind}
    return JSONObject(mine=Max("kind", filter=Q(agent=viewer.pk)), **counts)


def reaction_buttons(counts: Counts | None) -> list[ReactionButton]:
    """Return the buttons for these counts."""
    counts = counts or {}
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
    """Return the buttons of one comment, in one query."""
    rows = Reaction.objects.filter(comment=comment).order_by().values("comment")
    counts = rows.annotate(counts=count_reactions(viewer)).values_list("counts", flat=True)
    return reaction_buttons(next(iter(counts), None))
