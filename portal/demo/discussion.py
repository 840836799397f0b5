"""Contributions of agents: comments, moderation and volunteers, each at its own date."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from projects.comments.enums import CommentKind, ReactionKind
from projects.comments.models import Comment
from projects.comments.permissions import user_can_read_comment_text
from projects.comments.services import give_official_answer, post_comment, react
from projects.models import ActionPage, ProjectPage
from projects.moderation.enums import ModerationOutcome
from projects.moderation.models import CharterRule
from projects.moderation.services import moderate_comment, report_comment, write_rule
from projects.volunteering.models import Contribution
from projects.volunteering.services import volunteer

from .people import People
from .publishing import create
from .text import moment

Row = dict[str, Any]


OUTCOMES = {"replié": ModerationOutcome.FOLD, "retiré": ModerationOutcome.WITHDRAW}


def load_rules(articles: list[Row]) -> dict[int, CharterRule]:
    """Return the articles of the charter as numbered rules."""
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
) -> dict[str, Comment]:
    """Post every comment in the order of time, then decide as moderators did. Return them by identifier."""
    posted: dict[str, Comment] = {}
    masked = []
    for row, action, parent in sorted(_flat(rows), key=lambda comment: comment[0]["date"]):
        posted[row["id"]] = post_comment(
            page=actions[action],
            author=people.agents[row["auteur"]],
            text=row["texte"],
            parent=posted[parent] if parent else None,
            kind=CommentKind.QUESTION if row["texte"].endswith("?") else "",
            created_at=timezone.make_aware(row["date"]),
        )
        if row["moderation"]:
            masked.append(row)
    # Afterwards: nobody answers a masked comment, and some were answered before.
    for row in sorted(masked, key=lambda comment: comment["moderation"]["date"]):
        decision = row["moderation"]
        moderate_comment(
            comment=posted[row["id"]],
            moderator=people.agents[decision["moderateur"]],
            outcome=OUTCOMES[decision["issue"]],
            rule=rules[decision["article"]],
            reasoning=decision["motif"],
            decided_at=moment(decision["date"], hour=18),
        )
    _mark_official_answers(posted.values(), actions)
    return posted


def load_reports(rows: list[Row], *, people: People, comments: dict[str, Comment]) -> None:
    """Report what awaits moderators, from today on, so that their desk shows how it works."""
    for row in rows:
        report_comment(
            comment=comments[row["commentaire"]], reporter=people.agents[row["auteur"]], reason=row["motif"]
        )


def _mark_official_answers(comments: Iterable[Comment], actions: dict[int, ActionPage]) -> None:
    """Mark a lead person's answer to a question as official, and have the person who asked say thanks."""
    leads = {action.pk: action.lead_person_id for action in actions.values()}
    answered = set()
    for comment in comments:
        question = comment.parent
        if question is None or question.kind != CommentKind.QUESTION or question.pk in answered:
            continue
        if comment.author_id == leads[comment.page_id] and user_can_read_comment_text(comment):
            answered.add(question.pk)
            give_official_answer(comment=comment, given_at=comment.created_at)
            react(
                comment=comment,
                agent=question.author,
                kind=ReactionKind.THANKS,
                created_at=comment.created_at,
            )


def _flat(rows: list[Row]) -> Iterator[tuple[Row, int, str | None]]:
    """Yield each comment with the number of its action and the identifier of what it answers."""
    waiting: list[tuple[Row, int, str | None]] = [(row, row["action"], None) for row in reversed(rows)]
    while waiting:
        row, action, parent = waiting.pop()
        yield row, action, parent
        waiting += [(answer, action, row["id"]) for answer in reversed(row["reponses"])]


def load_contributions(project: ProjectPage, figures: list[Row], *, on: datetime.date) -> None:
    """Record the historic figures of the whole project, from its key figures."""
    values = {row["code"]: row["valeur"] for row in figures}
    create(
        Contribution,
        project=project,
        overall=True,
        date=on,
        hours=values["heures"],
        people=values["contributeurs"],
        cost=values["depenses"],
        note="Co-construction du projet : seize mois de concertation.",
    )


def load_volunteers(rows: list[Row], *, people: People, actions: dict[int, ActionPage]) -> int:
    """Sign everybody up in the order of time. Return how many."""
    for row in sorted(rows, key=lambda offer: offer["date"]):
        volunteer(
            action=actions[row["action"]],
            agent=people.agents[row["agent"]],
            message=row["message"],
            availability=row["disponibilite"],
            created_at=moment(row["date"]),
        )
    return len(rows)
