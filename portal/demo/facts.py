"""Checks of the content as a whole: counts, references between files, dates, wording."""

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from projects.comments.models import MAX_DEPTH

from .content_files import FILES, FOLDER, BrokenContentError, Content, Problem, read
from .films import FILES as FILM_FILES
from .films import seconds
from .shapes import shape_problems

# The public facts of the project, which the demonstration shows as they are.
KEY_FIGURES = {
    "agents": 1650, "contributeurs": 700, "cadres": 230, "actions": 117, "actions_prioritaires": 29,
    "groupes": 10, "heures": 16207, "mois_concertation": 16, "depenses": 29209, "exemplaires": 1800,
    "etapes": 6, "restitutions": 5, "saynetes": 5, "lettres_par_an": 4, "pages": 90, "collectivites": 3,
}  # fmt: skip
ACTIONS, PRIORITIES, WORKING_GROUPS, AGENTS, MASKED = 117, 29, 10, 60, 3
SKETCHES = {"parapheurs", "relations-au-travail", "mobilite", "reorganisation", "relation-usager"}
CHARTER_WORDS = (
    "censurée", "après publication", "motif", "masqué", "attaque personnelle", "donnée personnelle",
    "publicité", "quart d’heure",
)  # fmt: skip
# The plan is carried out between these days; comments open on the third.
OPENING, CLOSING = datetime.date(2015, 11, 1), datetime.date(2020, 3, 31)
COMMENTS_OPEN = datetime.date(2016, 11, 14)
PHONE = re.compile(r"\b0[1-9](?:[ .\u00a0\u202f]\d\d){4}\b")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")

Row = dict[str, Any]


def checked_content(folder: Path = FOLDER) -> Content:
    """Return the content of a folder.

    Look at references and facts once every entry has its fields. Raise `BrokenContentError` with all that is
    wrong.
    """
    content = read(folder)
    problems = list(shape_problems(content)) or list(_Facts(content).problems())
    if problems:
        raise BrokenContentError(problems)
    return content


class _Facts:
    def __init__(self, content: Content) -> None:
        self.content = content
        self.situation = content.situation
        self.actions: list[Row] = content.actions["actions"]
        self.action_of = {row["numero"]: row for row in self.actions}
        self.axes = {row["slug"] for row in content.project["axes"]}
        self.axis_of = {row["slug"]: row["axe"] for row in content.themes["themes"]}
        self.tags = {row["slug"] for row in content.themes["etiquettes"]}
        self.services = {row["slug"]: row for row in content.themes["services"]}
        self.roles = {row["id"]: row["role"] for row in content.agents["agents"]}
        self.films = {row["slug"] for row in content.films["films"]}

    def problems(self) -> Iterator[Problem]:
        for file, check in (
            ("project.yaml", self._project),
            ("themes.yaml", self._themes),
            ("agents.yaml", self._agents),
            ("actions.yaml", self._actions),
            ("groups.yaml", self._groups),
            ("films.yaml", self._films),
            ("newsletters.yaml", self._letters),
            ("participation.yaml", self._participation),
            ("proposals.yaml", self._proposals),
        ):
            for entry, reason in check():
                yield Problem(file, entry, reason)
        for name in FILES:
            for reason in _wording(getattr(self.content, name)):
                yield Problem(f"{name}.yaml", "", reason)

    def _project(self) -> Iterator[tuple[str, str]]:
        project = self.content.project
        for field, rows, count in (
            ("objectifs", project["objectifs"], 7),
            ("axes", project["axes"], 6),
            ("étapes du calendrier", project["calendrier"]["etapes"], 6),
            ("outils de participation", project["outils_de_participation"], 6),
            ("conditions", project["reproductibilite"]["conditions"], 5),
        ):
            if len(rows) != count:
                yield field, f"{len(rows)} au lieu de {count}"
        figures = {row["code"]: row["valeur"] for row in project["chiffres_cles"]}
        for code in KEY_FIGURES.keys() | figures.keys():
            if figures.get(code) != KEY_FIGURES.get(code):
                yield f"chiffre {code}", f"{figures.get(code)} au lieu de {KEY_FIGURES.get(code)}"
        charter = " ".join(_texts(project["charte_de_participation"])).lower()
        for word in CHARTER_WORDS:
            if word not in charter:
                yield "charte", f"« {word} » n’y figure pas"
        for tool in project["outils_de_participation"]:
            for film in (tool["film"], *(subject["film"] for subject in tool.get("sujets", []))):
                if film is not None:
                    yield from _unknown(f"outil {tool['slug']}", "film", [film], self.films)

    def _themes(self) -> Iterator[tuple[str, str]]:
        themes = self.content.themes
        for name, key in (("themes", "slug"), ("etiquettes", "slug"), ("services", "slug")):
            yield from _twins(name, [row[key] for row in themes[name]])
        yield from _twins("sigles", [row["sigle"] for row in themes["services"]])
        for row in themes["themes"]:
            yield from _unknown(f"thème {row['slug']}", "axe", [row["axe"]], self.axes)
        for axis in self.axes - set(self.axis_of.values()):
            yield f"axe {axis}", "aucun thème"
        known = {row["slug"] for row in themes["collectivites"]}
        if known != {"ville", "agglo", "cias"}:
            yield "collectivites", "les trois collectivités sont attendues"

    def _agents(self) -> Iterator[tuple[str, str]]:
        rows = self.content.agents["agents"]
        if len(rows) != AGENTS:
            yield "agents", f"{len(rows)} au lieu de {AGENTS}"
        yield from _twins("identifiants", [row["id"] for row in rows])
        yield from _twins("courriels", [row["courriel"].lower() for row in rows])
        for role in {"agent", "cadre", "pilote", "communication", "moderator"} - set(self.roles.values()):
            yield "agents", f"personne n’a le rôle « {role} »"
        for row in rows:
            where = f"agent {row['id']}"
            yield from _unknown(where, "service", [row["service"]], self.services)
            service = self.services.get(row["service"])
            if service and row["collectivite"] not in service["collectivites"]:
                yield (
                    where,
                    f"le service {row['service']} n’est pas dans la collectivité {row['collectivite']}",
                )

    def _actions(self) -> Iterator[tuple[str, str]]:
        if [row["numero"] for row in self.actions] != list(range(1, ACTIONS + 1)):
            yield "actions", f"les numéros 1 à {ACTIONS} sont attendus, dans l’ordre"
        priorities = sum(row["prioritaire"] for row in self.actions)
        if priorities != PRIORITIES:
            yield "actions", f"{priorities} prioritaires au lieu de {PRIORITIES}"
        for field in ("slug", "titre", "resume", "corps"):
            yield from _twins(field, [row[field] for row in self.actions])
        for unused in self.tags - {tag for row in self.actions for tag in row["etiquettes"]}:
            yield "actions", f"l’étiquette « {unused} » ne sert à aucune action"
        for unused in self.axis_of.keys() - {row["theme"] for row in self.actions}:
            yield "actions", f"le thème « {unused} » n’a aucune action"
        for row in self.actions:
            for reason in (*self._action_references(row), *self._action_state(row)):
                yield f"action {row['numero']}", reason

    def _action_references(self, row: Row) -> Iterator[str]:
        groups = {group["numero"] for group in self.content.groups["groupes"]}
        for name, values, known in (
            ("thème", [row["theme"]], self.axis_of),
            ("service pilote", [row["pilote"]], self.services),
            ("référent", [row["referent"]], self.roles),
            ("groupe", [row["groupe"]], groups),
            ("étiquette", row["etiquettes"], self.tags),
            ("action liée", row["actions_liees"], self.action_of),
        ):
            for _where, reason in _unknown("", name, values, known):
                yield reason
        if self.axis_of.get(row["theme"], row["axe"]) != row["axe"]:
            yield f"le thème « {row['theme']} » n’est pas de l’axe « {row['axe']} »"
        if row["numero"] in row["actions_liees"]:
            yield "l’action est liée à elle-même"
        for field in ("etiquettes", "actions_liees", "collectivites"):
            if len(set(row[field])) != len(row[field]):
                yield f"répétition dans {field}"

    def _action_state(self, row: Row) -> Iterator[str]:
        start, end, status, progress = row["debut"], row["fin"], row["statut"], row["avancement"]
        milestones = row["jalons"]
        if not OPENING <= start < end <= CLOSING:
            yield f"dates : du {start} au {end}, hors de la période ou dans le désordre"
        days = [step["date"] for step in milestones]
        if days != sorted(days) or days[0] < start or days[-1] > end:
            yield "jalons dans le désordre ou hors de la période de l’action"
        if any(step["fait"] and step["date"] > self.situation for step in milestones):
            yield f"un jalon est fait après le {self.situation}"
        if progress > 100 or (progress == 100) != (status == "réalisée"):
            yield f"avancement {progress} : 100 si et seulement si l’action est réalisée"
        if status == "réalisée" and not (all(step["fait"] for step in milestones) and end <= self.situation):
            yield "réalisée, mais un jalon reste à faire ou la fin n’est pas passée"
        if status == "à lancer" and (
            progress or start <= self.situation or any(step["fait"] for step in milestones)
        ):
            yield "à lancer, mais déjà commencée"
        if status == "en cours" and not (0 < progress < 100 and start <= self.situation <= end):
            yield "en cours, mais l’avancement ou les dates disent le contraire"
        if (row["volontaires_recherches"] is None) != (row["volontaires_pour"] is None):
            yield "volontaires_recherches et volontaires_pour vont ensemble"
        if row["volontaires_recherches"] == 0:
            yield "volontaires_recherches : null si l’action n’en cherche pas"

    def _groups(self) -> Iterator[tuple[str, str]]:
        rows = self.content.groups["groupes"]
        if [row["numero"] for row in rows] != list(range(1, WORKING_GROUPS + 1)):
            yield "groupes", f"les numéros 1 à {WORKING_GROUPS} sont attendus, dans l’ordre"
        yield from _twins("slug", [row["slug"] for row in rows])
        for row in rows:
            where = f"groupe {row['numero']}"
            yield from _unknown(where, "service pilote", [row["service_pilote"]], self.services)
            yield from _unknown(where, "animateur", [row["animateur"]], self.roles)
            carried = [action["numero"] for action in self.actions if action["groupe"] == row["numero"]]
            if row["actions"] != carried:
                yield where, "la liste d’actions diffère de celle que donnent les actions"

    def _films(self) -> Iterator[tuple[str, str]]:
        rows = self.content.films["films"]
        yield from _twins("slug", [row["slug"] for row in rows])
        if {row["sujet"] for row in rows if row["type"] == "saynete"} != SKETCHES or len(rows) != 6:
            yield "films", "une enquête et les cinq saynètes sont attendues"
        for row in rows:
            where = f"film {row['slug']}"
            yield from _unknown(where, "thème", row["themes"], self.axis_of)
            yield from _unknown(where, "action", row["actions"], self.action_of)
            for ending in FILM_FILES.values():
                if not (self.content.film_files / f"{row['slug']}.{ending}").is_file():
                    yield where, f"le fichier films/{row['slug']}.{ending} est absent"
            last = 0.0
            for cue in row["transcription"]:
                start, end = seconds(cue["debut"]), seconds(cue["fin"])
                if not last <= start < end <= row["duree_secondes"]:
                    yield where, f"chronologie de la réplique à {cue['debut']}"
                yield from _unknown(where, "personnage", [cue["locuteur"]], row["personnages"])
                last = end
            chapters = [seconds(chapter["debut"]) for chapter in row["chapitres"]]
            if chapters != sorted(chapters) or chapters[0] != 0 or chapters[-1] >= row["duree_secondes"]:
                yield where, "les chapitres vont du début à la fin, dans l’ordre"
            if row["duree"] != f"{row['duree_secondes'] // 60:02}:{row['duree_secondes'] % 60:02}":
                yield where, "duree et duree_secondes diffèrent"

    def _letters(self) -> Iterator[tuple[str, str]]:
        rows = self.content.newsletters["lettres"]
        if [row["numero"] for row in rows] != list(range(1, 9)):
            yield "lettres", "les numéros 1 à 8 sont attendus, dans l’ordre"
        if [row["date"] for row in rows] != sorted(row["date"] for row in rows):
            yield "lettres", "les dates ne se suivent pas"
        if Counter(row["date"].year for row in rows) != {2016: 4, 2017: 4}:
            yield "lettres", "quatre lettres par an sont attendues, en 2016 et en 2017"
        yield from _twins("portrait", [row["portrait"]["agent"] for row in rows])
        for row in rows:
            where = f"lettre {row['numero']}"
            cited = [number for section in row["sections"] for number in section["actions"]]
            yield from _unknown(where, "action", cited, self.action_of)
            yield from _unknown(where, "agent", [row["portrait"]["agent"]], self.roles)
            if any(entry["date"] < row["date"] for entry in row["agenda"]):
                yield where, "l’agenda annonce une date passée"

    def _participation(self) -> Iterator[tuple[str, str]]:
        comments = self.content.participation["commentaires"]
        threads = [(comment, 1, None) for comment in comments]
        identifiers, masked = [], 0
        while threads:
            comment, depth, parent = threads.pop()
            identifiers.append(comment["id"])
            masked += comment["statut"] == "masqué"
            for reason in self._comment(comment, depth, parent):
                yield f"commentaire {comment['id']}", reason
            threads += [(answer, depth + 1, comment) for answer in comment["reponses"]]
        yield from _twins("commentaires", identifiers)
        if masked != MASKED:
            yield "commentaires", f"{masked} masqués au lieu de {MASKED}"

        offers = self.content.participation["inscriptions"]
        yield from _twins("inscriptions", [offer["id"] for offer in offers])
        yield from _twins("inscriptions", [f"{offer['agent']}, action {offer['action']}" for offer in offers])
        for offer in offers:
            where = f"inscription {offer['id']}"
            yield from _unknown(where, "agent", [offer["agent"]], self.roles)
            yield from _unknown(where, "action", [offer["action"]], self.action_of)
            action = self.action_of.get(offer["action"])
            if action and action["volontaires_recherches"] is None:
                yield where, f"l’action {offer['action']} ne cherche pas de volontaires"
            if not COMMENTS_OPEN <= offer["date"] <= self.situation:
                yield where, f"date hors de la période : {offer['date']}"

    def _proposals(self) -> Iterator[tuple[str, str]]:
        content = self.content.proposals
        yield from _twins("propositions", [row["id"] for row in content["propositions"]])
        for row in content["propositions"]:
            where, answer = f"proposition {row['id']}", row["reponse"]
            people = [
                row["auteur"],
                *row["soutiens"],
                *(comment["auteur"] for comment in row["commentaires"]),
            ]
            yield from _unknown(where, "agent", people + ([answer["auteur"]] if answer else []), self.roles)
            yield from _unknown(where, "thème", [row["theme"]], self.axis_of)
            if row["auteur"] in row["soutiens"]:
                yield where, "son auteur la soutient"
            if answer and (answer["issue"] == "non retenue") != (answer["action"] is None):
                yield where, "une action répond, sauf si la proposition n’est pas retenue"
            if answer and answer["action"] is not None:
                yield from _unknown(where, "action", [answer["action"]], self.action_of)
            dates = [row["date"], *([answer["date"]] if answer else [])]
            if not COMMENTS_OPEN <= dates[0] <= dates[-1] <= self.situation:
                yield where, f"dates hors de la période ou dans le désordre : {dates}"
        for row in content["origines"]:
            yield from _unknown(f"origine {row['action']}", "action", [row["action"]], self.action_of)
        comments = {comment["id"] for comment in _every_comment(self.content.participation["commentaires"])}
        for row in content["signalements"]:
            where = f"signalement de {row['commentaire']}"
            yield from _unknown(where, "commentaire", [row["commentaire"]], comments)
            yield from _unknown(where, "agent", [row["auteur"]], self.roles)

    def _comment(self, comment: Row, depth: int, parent: Row | None) -> Iterator[str]:
        for _where, reason in _unknown("", "auteur", [comment["auteur"]], self.roles):
            yield reason
        if parent is None and comment.get("action") not in self.action_of:
            yield f"action : « {comment.get('action')} » n’existe pas"
        if parent is not None and "action" in comment:
            yield "une réponse ne porte pas d’action"
        if depth > MAX_DEPTH:
            yield f"réponse de niveau {depth}, {MAX_DEPTH} au plus"
        if not COMMENTS_OPEN <= comment["date"].date() <= self.situation:
            yield f"date hors de la période : {comment['date']}"
        if parent is not None and comment["date"] < parent["date"]:
            yield "réponse antérieure au message auquel elle répond"
        decision = comment["moderation"]
        if (decision is None) != (comment["statut"] == "publié"):
            yield "un commentaire masqué, et lui seul, porte une modération"
        if decision and self.roles.get(decision["moderateur"]) != "moderator":
            yield f"« {decision['moderateur']} » n’est pas modérateur"
        if decision and decision["date"] < comment["date"].date():
            yield "modération antérieure au commentaire"


def _every_comment(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        yield row
        yield from _every_comment(row["reponses"])


def _unknown(where: str, name: str, values: Iterable[Any], known: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for value in values:
        if value not in known:
            yield where, f"{name} : « {value} » n’existe pas"


def _twins(where: str, values: list[str]) -> Iterator[tuple[str, str]]:
    for value, count in Counter(values).items():
        if count > 1:
            yield where, f"« {value[:60]} » figure {count} fois"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str):
        yield value


def _wording(data: Any) -> Iterator[str]:
    """Find what is not French typography, and what could reach a real person."""
    for text in _texts(data):
        if "'" in text:
            yield f"apostrophe droite dans « {text[:50]} »"
        if "  " in text:
            yield f"double espace dans « {text[:50]} »"
        for address in MAIL.findall(text):
            if not address.endswith("@exemple.invalid"):
                yield f"adresse interdite : {address}"
        for phone in PHONE.findall(text):
            yield f"numéro de téléphone : {phone}"
