"""The letters of the project."""

from typing import Any

from projects.models import ActionPage
from projects.newsletters.models import NewsletterIndexPage, NewsletterPage

from .people import People
from .publishing import add_page, stream
from .text import moment, to_html


def load_letters(
    index: NewsletterIndexPage,
    letters: list[dict[str, Any]],
    *,
    people: People,
    actions: dict[int, ActionPage],
) -> None:
    """Publish the letters, each at its date."""
    for row in letters:
        page = NewsletterPage(
            title=row["titre"],
            slug=f"lettre-{row['numero']}",
            number=row["numero"],
            date=row["date"],
            summary=" · ".join(section["titre"] for section in row["sections"]),
            editorial=to_html(row["editorial"]),
            body=stream(NewsletterPage, "body", _body(row, people, actions)),
        )
        add_page(page, parent=index, editor=people.editor, on=moment(row["date"]))


def _body(row: dict[str, Any], people: People, actions: dict[int, ActionPage]) -> list[tuple[str, Any]]:
    sections: list[tuple[str, Any]] = [
        (
            "section",
            {
                "title": section["titre"],
                "text": to_html(section["texte"]),
                "actions": [actions[number].pk for number in section["actions"]],
            },
        )
        for section in row["sections"]
    ]
    portrait = row["portrait"]
    agent = people.agents[portrait["agent"]]
    return [
        *sections,
        (
            "portrait",
            {
                "name": agent.get_full_name(),
                "role": agent.job_title,
                "title": portrait["titre"],
                "text": to_html(portrait["texte"]),
            },
        ),
        (
            "diary",
            {"entries": [{"date": date["date"], "label": date["libelle"]} for date in row["agenda"]]},
        ),
    ]
