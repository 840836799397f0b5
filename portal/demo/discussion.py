"""What agents said and offered: comments, moderation and volunteers, each at its own date."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from projects.models import ActionPage
from projects.participation.enums import ModerationOutcome
from projects.participation.models import CharterRule, Comment
from projects.participation.services import moderate_comment, post_comment, volunteer, write_rule

from .people import People
from .text import moment

Row = dict[str, Any]


OUTCOMES = {"replié": ModerationOutcome.FOLD, "retiré": ModerationOutcome.WITHDRAW}


def load_rules(articles: list[Row]) -> dict[int, CharterRule]:
    """The articles of the charter as numbered rules."""
    return {
        number: write_rule(
            rule=CharterRule(
                number=number,
                title=article["titre"],
                text=article["texte"],
                set_by_law=article.get("fixe_par_la_loi", False),
            )
        )
        for number, article in enumerate(articles, start=1)
    }


def load_comments(
    rows: list[Row], *, people: People, actions: dict[int, ActionPage], rules: dict[int, CharterRule]
) -> int:
    """Post every comment in the order of time, then decide as moderators did; returns how many."""
    posted: dict[str, Comment] = {}
    masked = []
    for row, action, parent in sorted(_flat(rows), key=lambda comment: comment[0]["date"]):
        posted[row["id"]] = post_comment(
            page=actions[action],
            author=people.agents[row["auteur"]],
            text=row["texte"],
            parent=posted[parent] if parent else None,
            created_at=timezone.make_aware(row["date"]),
        )
        if row["moderation"]:
            masked.append(row)
    # Afterwards: nobody answers a masked comment, and some were answered before.
    for row in masked:
        decision = row["moderation"]
        moderate_comment(
            comment=posted[row["id"]],
            moderator=people.agents[decision["moderateur"]],
            outcome=OUTCOMES[decision["issue"]],
            rule=rules[decision["article"]],
            reasoning=decision["motif"],
            decided_at=moment(decision["date"], hour=18),
        )
    return len(posted)


def _flat(rows: list[Row]) -> Iterator[tuple[Row, int, str | None]]:
    """Each comment with the number of its action and the identifier of what it answers."""
    waiting: list[tuple[Row, int, str | None]] = [(row, row["action"], None) for row in reversed(rows)]
    while waiting:
        row, action, parent = waiting.pop()
        yield row, action, parent
        waiting += [(answer, action, row["id"]) for answer in reversed(row["reponses"])]


def load_volunteers(rows: list[Row], *, people: People, actions: dict[int, ActionPage]) -> int:
    """Sign everybody up in the order of time; returns how many."""
    for row in sorted(rows, key=lambda offer: offer["date"]):
        volunteer(
            action=actions[row["action"]],
            agent=people.agents[row["agent"]],
            message=row["message"],
            availability=row["disponibilite"],
            created_at=moment(row["date"]),
        )
    return len(rows)
