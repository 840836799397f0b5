"""The text of the project's page."""

import datetime
from typing import Any

from django.utils.translation import override

from portal.common.display import format_month, format_number, format_quantity
from projects.models import ActionIndexPage
from videos.models import FilmPage

from .text import bullets, heading, to_html

Rows = list[tuple[str, Any]]

# The figures that open the page; the others come with the story of the project.
OPENING_FIGURES = ("agents", "contributeurs", "heures", "actions", "actions_prioritaires", "groupes")


@override("fr")
def project_body(project: dict[str, Any], *, films: dict[str, FilmPage], actions: ActionIndexPage) -> Rows:
    """Return the blocks of the project's page."""
    figures = {row["code"]: row for row in project["chiffres_cles"]}
    opening = [figures[code] for code in OPENING_FIGURES]
    others = [row for code, row in figures.items() if code not in OPENING_FIGURES]
    schedule = project["calendrier"]
    work = schedule["mise_en_oeuvre"]
    return [
        ("text", to_html(project["identite"]["presentation"])),
        ("key_figures", _figures(opening)),
        ("text", heading("La genèse") + to_html(project["genese"])),
        ("text", heading("Sept objectifs") + _titled(project["objectifs"])),
        ("text", heading("Le calendrier")),
        (
            "timeline",
            {
                "introduction": schedule["introduction"],
                "steps": [
                    {"title": step["titre"], "period": step["periode"], "text": step["texte"]}
                    for step in schedule["etapes"]
                ],
            },
        ),
        (
            "callout",
            {
                "title": work["titre"],
                "text": to_html(f"{work['periode'].capitalize()}. {work['texte']}"),
            },
        ),
        *_tools(project["outils_de_participation"], films),
        ("text", heading("Le projet en chiffres")),
        ("key_figures", _figures(others)),
        ("text", _document(project["document"])),
        ("text", _governance(project["gouvernance"])),
        ("text", heading("Ce que l’on constate") + bullets(project["constats"])),
        (
            "text",
            heading("Reprendre la démarche ailleurs")
            + to_html(project["reproductibilite"]["introduction"])
            + _titled(project["reproductibilite"]["conditions"]),
        ),
        *_press(project["presse"]),
        ("text", heading("Les perspectives") + to_html(project["perspectives"])),
        (
            "call_to_action",
            {
                "text": "Chaque action a sa page : lisez où elle en est, commentez-la, proposez-vous.",
                "button": "Voir les actions",
                "page": actions.pk,
            },
        ),
    ]


def _figures(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "figures": [
            {
                "value": format_quantity(row["valeur"], "€" if row["unite"] == "€" else ""),
                "label": row["libelle"],
            }
            for row in rows
        ]
    }


def _titled(rows: list[dict[str, Any]]) -> str:
    return "".join(heading(row["titre"], level=3) + to_html(row["texte"]) for row in rows)


def _tools(tools: list[dict[str, Any]], films: dict[str, FilmPage]) -> Rows:
    """Return each tool of participation with the films that it produced."""
    rows: Rows = [("text", heading("Les outils de la participation"))]
    for tool in tools:
        rows.append(("text", heading(tool["titre"], level=3) + to_html(tool["texte"])))
        slugs = [tool["film"], *(subject["film"] for subject in tool.get("sujets", []))]
        rows += [("film", {"film": films[slug].pk}) for slug in slugs if slug]
    return rows


def _document(document: dict[str, Any]) -> str:
    return (
        heading("Le document")
        + to_html(
            f"{document['pages']} pages, {format_number(document['tirage'])} exemplaires. "
            f"{document['diffusion']}"
        )
        + bullets(document["contenu"])
    )


def _governance(governance: dict[str, Any]) -> str:
    return (
        heading("La gouvernance")
        + to_html(governance["texte"])
        + heading("Le comité de pilotage", level=3)
        + bullets(governance["comite_de_pilotage"])
        + heading("L’information des agents", level=3)
        + bullets(governance["information"])
    )


def _press(articles: list[dict[str, Any]]) -> Rows:
    rows: Rows = [("text", heading("Dans la presse"))]
    for article in articles:
        month = format_month(datetime.date.fromisoformat(f"{article['date']}-01"))
        rows.append(("quote", {"text": article["titre"], "author": f"{article['media']}, {month}"}))
        rows.append(("text", to_html(article["texte"])))
    return rows
