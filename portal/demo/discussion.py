"""What agents said and offered: comments, moderation and volunteers, each at its own date."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from projects.models import ActionPage, ProjectPage
from projects.participation.models import Comment, Contribution
from projects.participation.services import mask_comment, post_comment, volunteer

from .people import People
from .text import moment

Row = dict[str, Any]


def load_comments(rows: list[Row], *, people: People, actions: dict[int, ActionPage]) -> int:
    """Post every comment in the order of time, then mask what moderators masked; returns how many."""
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
        mask_comment(
            comment=posted[row["id"]],
            moderator=people.agents[decision["moderateur"]],
            reason=decision["motif"],
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


def load_contributions(project: ProjectPage, figures: list[Row], *, on: datetime.date) -> None:
    """The historic figures of the whole project, from its key figures."""
    values = {row["code"]: row["valeur"] for row in figures}
    line = Contribution(
        project=project,
        overall=True,
        date=on,
        hours=values["heures"],
        people=values["contributeurs"],
        cost=values["depenses"],
        note="Co-construction du projet : seize mois de concertation.",
    )
    line.full_clean()
    line.save()


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
