"""The plan: taxonomy, working groups and actions."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from projects.enums import ActionOrigin, ActionStatus, IndicatorDirection
from projects.groups.models import WorkingGroupIndexPage, WorkingGroupPage
from projects.models import ActionIndexPage, ActionPage, Axis, ProjectPage, Tag, Theme
from projects.services import record_progress
from videos.models import FilmPage

from .people import People
from .publishing import add_draft, add_page, create, publish, stream
from .text import bullets, moment, to_html

STATUS = {
    "à lancer": ActionStatus.TO_START,
    "en cours": ActionStatus.IN_PROGRESS,
    "réalisée": ActionStatus.DONE,
    "suspendue": ActionStatus.SUSPENDED,
    "abandonnée": ActionStatus.ABANDONED,
}
DIRECTION = {"hausse": IndicatorDirection.UP, "baisse": IndicatorDirection.DOWN}


def load_themes(
    project: ProjectPage, axes: list[dict[str, Any]], themes: list[dict[str, Any]]
) -> dict[str, Theme]:
    """Return the axes of the project and their themes, by the slug of the theme."""
    loaded_axes = {}
    for row in axes:
        loaded_axes[row["slug"]] = create(
            Axis,
            project=project,
            number=row["numero"],
            title=row["titre"],
            slug=row["slug"],
            hook=row["accroche"],
            summary=row["resume"],
            pictogram=row["slug"],
        )
    loaded_themes = {}
    for row in themes:
        loaded_themes[row["slug"]] = create(
            Theme,
            axis=loaded_axes[row["axe"]],
            order=row["ordre"],
            title=row["titre"],
            slug=row["slug"],
            description=row["description"],
        )
    return loaded_themes


def load_tags(tags: list[dict[str, Any]]) -> dict[str, Tag]:
    """Return the agreed vocabulary, by slug."""
    return {row["slug"]: create(Tag, name=row["libelle"], slug=row["slug"], curated=True) for row in tags}


def load_groups(
    index: WorkingGroupIndexPage, groups: list[dict[str, Any]], people: People, published: datetime.date
) -> dict[int, WorkingGroupPage]:
    """Return the working groups, by number."""
    loaded = {}
    for row in groups:
        page = WorkingGroupPage(
            title=row["nom"],
            slug=row["slug"],
            number=row["numero"],
            lead_service=people.services[row["service_pilote"]],
            facilitator=people.agents[row["animateur"]],
            mission=row["lettre_de_mission"],
            rhythm=row["rythme"],
        )
        add_page(page, parent=index, editor=people.editor, on=moment(published))
        loaded[row["numero"]] = page
    return loaded


@dataclass(frozen=True, kw_only=True)
class ActionLoader:
    """Loads the actions in two passes, since an action may name one that comes after it."""

    index: ActionIndexPage
    people: People
    themes: dict[str, Theme]
    tags: dict[str, Tag]
    groups: dict[int, WorkingGroupPage]
    origins: dict[int, tuple[ActionOrigin, str]]  # by the number of the action
    adopted: datetime.date  # the day the plan was published
    situation: datetime.date  # the day its figures describe

    def load(
        self, rows: list[dict[str, Any]], films: list[tuple[FilmPage, list[int]]]
    ) -> dict[int, ActionPage]:
        """Return the published actions, by number. `films` come with the numbers of their actions."""
        films_of = defaultdict(list)
        for film, numbers in films:
            for number in numbers:
                films_of[number].append(film)
        actions = {row["numero"]: self._draft(row) for row in rows}
        for row in rows:
            action = actions[row["numero"]]
            action.related_actions = [actions[number] for number in row["actions_liees"]]
            action.films = films_of[row["numero"]]
            self._publish(action, row)
        return actions

    def _draft(self, row: dict[str, Any]) -> ActionPage:
        origin, origin_detail = self.origins.get(row["numero"], ("", ""))
        action = ActionPage(
            title=row["titre"],
            slug=row["slug"],
            number=row["numero"],
            summary=row["resume"],
            body=stream(ActionPage, "body", [("text", to_html(row["corps"]))]),
            expected_results=bullets(row["resultats_attendus"]),
            theme=self.themes[row["theme"]],
            lead_service=self.people.services[row["pilote"]],
            lead_person=self.people.agents[row["referent"]],
            working_group=self.groups[row["groupe"]],
            priority=row["prioritaire"],
            status=STATUS[row["statut"]],
            progress=row["avancement"],
            start=row["debut"],
            end=row["fin"],
            milestones=stream(
                ActionPage,
                "milestones",
                [
                    ("milestone", {"date": step["date"], "label": step["libelle"], "done": step["fait"]})
                    for step in row["jalons"]
                ],
            ),
            indicators=stream(ActionPage, "indicators", self._indicators(row)),
            volunteers_wanted=row["volontaires_recherches"],
            volunteers_for=row["volontaires_pour"] or "",
            origin=origin,
            origin_detail=origin_detail,
        )
        action.organisations = [self.people.organisations[slug] for slug in row["collectivites"]]
        action.tags.set([self.tags[slug] for slug in row["etiquettes"]])
        add_draft(action, parent=self.index, editor=self.people.editor)
        return action

    def _indicators(self, row: dict[str, Any]) -> list[tuple[str, Any]]:
        return [
            (
                "indicator",
                {
                    "label": indicator["libelle"],
                    "unit": indicator["unite"],
                    "direction": DIRECTION[indicator["sens"]],
                    "target": str(indicator["cible"]),
                    "measurements": [{"date": self.situation, "value": str(indicator["valeur"])}],
                },
            )
            for indicator in row["indicateurs"]
        ]

    def _publish(self, action: ActionPage, row: dict[str, Any]) -> None:
        """Log the start and the current state at their dates, then publish the current state."""
        lead = self.people.agents[row["referent"]]
        status, progress = action.status, action.progress
        if status == ActionStatus.TO_START:
            updated = self.adopted
        else:
            action.status, action.progress = ActionStatus.IN_PROGRESS, 0
            action.progress_note = "L’action est lancée."
            record_progress(action=action, author=lead, date=row["debut"])
            reached = [step for step in row["jalons"] if step["fait"]]
            updated = reached[-1]["date"] if reached else self.situation
            action.progress_note = f"{reached[-1]['libelle']}." if reached else ""
        action.status, action.progress = status, progress
        record_progress(action=action, author=lead, date=updated)
        publish(action, editor=self.people.editor, on=moment(self.adopted), updated=moment(updated, hour=17))
