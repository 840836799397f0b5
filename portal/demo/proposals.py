"""Origins of actions: proposals of agents and their outcome, workshops, the survey."""

from typing import Any

from projects.comments.services import post_comment
from projects.enums import ActionOrigin
from projects.models import ActionPage, Theme
from projects.proposals.enums import ProposalOutcome
from projects.proposals.models import ProposalIndexPage
from projects.proposals.services import answer_proposal, propose, support_proposal

from .people import People
from .text import moment

Row = dict[str, Any]

ORIGINS = {"atelier": ActionOrigin.WORKSHOP, "questionnaire": ActionOrigin.SURVEY}
OUTCOMES = {
    "reprise": ProposalOutcome.TAKEN_UP,
    "rattachée": ProposalOutcome.JOINED,
    "non retenue": ProposalOutcome.NOT_TAKEN_UP,
}


def origins_of_actions(content: Row) -> dict[int, tuple[ActionOrigin, str]]:
    """Return the origin and its details, by the number of the action."""
    origins = {row["action"]: (ORIGINS[row["origine"]], row["detail"]) for row in content["origines"]}
    for row in content["propositions"]:
        answer = row["reponse"]
        if answer and OUTCOMES[answer["issue"]] == ProposalOutcome.TAKEN_UP:
            origins[answer["action"]] = (ActionOrigin.PROPOSAL, "")
    return origins


def load_proposals(
    index: ProposalIndexPage,
    rows: list[Row],
    *,
    people: People,
    themes: dict[str, Theme],
    actions: dict[int, ActionPage],
) -> int:
    """Propose, support, comment and answer, each at its own date. Return how many proposals."""
    for row in sorted(rows, key=lambda proposal: proposal["date"]):
        proposal = propose(
            index=index,
            author=people.agents[row["auteur"]],
            title=row["titre"],
            why=row["pourquoi"],
            theme=themes[row["theme"]],
            created_at=moment(row["date"]),
        )
        for slug in row["soutiens"]:
            support_proposal(
                proposal=proposal,
                agent=people.agents[slug],
                supported=True,
                created_at=moment(row["date"], hour=12),
            )
        for comment in row["commentaires"]:
            post_comment(
                page=proposal,
                author=people.agents[comment["auteur"]],
                text=comment["texte"],
                created_at=moment(comment["date"], hour=10),
            )
        answer = row["reponse"]
        if answer:
            answer_proposal(
                proposal=proposal,
                author=people.agents[answer["auteur"]],
                outcome=OUTCOMES[answer["issue"]],
                reason=answer["motif"],
                action=actions.get(answer["action"]),
                given_at=moment(answer["date"], hour=17),
            )
    return len(rows)
