"""The form of each content file: which fields an entry has, and what each of them is."""

import datetime
import re
from collections.abc import Callable, Iterator
from typing import Any

from portal.common.text import has_something_to_read

from .content_files import Content
from .problems import Problem

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TIMECODE = re.compile(r"\d\d:\d\d:\d\d\.\d{3}")
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
ADDRESS = re.compile(r"[\w.+-]+@exemple\.invalid")

# Says where and why a value is wrong; nothing when it is right.
Shape = Callable[[Any, str], Iterator[tuple[str, str]]]


def _simple(accepts: Callable[[Any], bool], expected: str) -> Shape:
    def shape(value: Any, where: str) -> Iterator[tuple[str, str]]:
        if not accepts(value):
            yield where, f"attendu : {expected} ; trouvé : {_shown(value)}"

    return shape


def _matching(pattern: re.Pattern[str], expected: str) -> Shape:
    return _simple(lambda value: isinstance(value, str) and bool(pattern.fullmatch(value)), expected)


def one_of(*choices: str) -> Shape:
    """Return the shape of a value that is one of these words."""
    return _simple(lambda value: value in choices, f"un de ces mots ({', '.join(choices)})")


def optional(shape: Shape) -> Shape:
    """Return a shape that also takes the absence of a value."""
    return lambda value, where: iter(()) if value is None else shape(value, where)


def list_of(shape: Shape, name: str = "", at_least: int = 0) -> Shape:
    """Return the shape of a list.

    Messages name an entry by its number, identifier or place.
    """

    def check(value: Any, where: str) -> Iterator[tuple[str, str]]:
        if not isinstance(value, list):
            yield where, f"attendu : liste ; trouvé : {_shown(value)}"
            return
        if len(value) < at_least:
            yield where, f"au moins {at_least} attendu"
        # 'action 12' says more than 'actions, 12': a name takes the place of the field's.
        outside = where.rpartition(", ")[0] if name else where
        for place, entry in enumerate(value, start=1):
            yield from shape(entry, _join(outside, f"{name} {_name_of(entry, place)}".strip()))

    return check


def record(optional_fields: dict[str, Shape] | None = None, **fields: Shape) -> Shape:
    """Return the shape of an entry with all of these fields, and no other than the optional ones."""
    allowed = {**fields, **(optional_fields or {})}

    def check(value: Any, where: str) -> Iterator[tuple[str, str]]:
        if not isinstance(value, dict):
            yield where, f"attendu : entrée avec des champs ; trouvé : {_shown(value)}"
            return
        for field in fields.keys() - value.keys():
            yield where, f"le champ « {field} » manque"
        for field, content in value.items():
            if field in allowed:
                yield from allowed[field](content, _join(where, field))
            else:
                yield _join(where, str(field)), "champ inconnu"

    return check


def _name_of(entry: Any, place: int) -> str:
    if isinstance(entry, dict):
        for key in ("numero", "id", "slug"):
            if isinstance(entry.get(key), int | str):
                return str(entry[key])
    return str(place)


def _join(where: str, part: str) -> str:
    return f"{where}, {part}" if where else part


def _shown(value: Any) -> str:
    if value is None:
        return "rien"
    text = str(value)
    return f"« {text[:60]}… »" if len(text) > 60 else f"« {text} »"


def _is_date(value: Any) -> bool:
    return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


text = _simple(lambda value: isinstance(value, str) and has_something_to_read(value), "texte")
flag = _simple(lambda value: isinstance(value, bool), "true ou false")
integer = _simple(_is_integer, "nombre entier positif")
decimal = _simple(lambda value: _is_integer(value) or isinstance(value, float), "nombre")
date = _simple(_is_date, "jour (AAAA-MM-JJ)")
date_and_time = _simple(
    lambda value: isinstance(value, datetime.datetime) and value.tzinfo is None,
    "jour et heure locale (AAAA-MM-JJ HH:MM:SS)",
)
month = _matching(MONTH, "mois (AAAA-MM, entre guillemets)")
slug = _matching(SLUG, "identifiant en minuscules, chiffres et tirets")
timecode = _matching(TIMECODE, "code temporel (HH:MM:SS.mmm)")
address = _matching(ADDRESS, "adresse en @exemple.invalid")
organisation = one_of("ville", "agglo", "cias")
titled = record(titre=text, texte=text)

PROJECT = record(
    identite=record(
        titre=text,
        sous_titre=text,
        collectivites=list_of(organisation, at_least=1),
        accroche=text,
        mots_cles=list_of(text),
        presentation=text,
    ),
    objectifs=list_of(titled),
    genese=text,
    calendrier=record(
        introduction=text,
        etapes=list_of(
            record(numero=integer, titre=text, periode=text, debut=month, fin=month, texte=text), "étape"
        ),
        mise_en_oeuvre=record(titre=text, periode=text, debut=month, fin=month, texte=text),
    ),
    outils_de_participation=list_of(
        record(
            {"sujets": list_of(record(slug=slug, titre=text, film=optional(slug)), "sujet")},
            slug=slug,
            titre=text,
            film=optional(slug),
            texte=text,
        ),
        "outil",
    ),
    chiffres_cles=list_of(record(code=text, valeur=integer, unite=text, libelle=text), "chiffre"),
    document=record(pages=integer, tirage=integer, diffusion=text, contenu=list_of(text)),
    axes=list_of(record(numero=integer, slug=slug, titre=text, accroche=text, resume=text), "axe"),
    gouvernance=record(
        texte=text,
        comite_de_pilotage=list_of(text),
        groupes_de_travail=integer,
        lettres_par_an=integer,
        information=list_of(text),
    ),
    constats=list_of(text),
    reproductibilite=record(introduction=text, conditions=list_of(titled)),
    presse=list_of(record(titre=text, media=text, date=month, texte=text), "article"),
    perspectives=text,
    charte_de_participation=record(
        titre=text,
        preambule=text,
        articles=list_of(record({"fixe_par_la_loi": flag}, titre=text, texte=text), "article"),
    ),
)
THEMES = record(
    {"axes_note": text},
    themes=list_of(record(slug=slug, axe=slug, ordre=integer, titre=text, description=text), "thème"),
    etiquettes=list_of(record(slug=slug, libelle=text), "étiquette"),
    collectivites=list_of(
        record(slug=organisation, nom=text, nom_court=text, description=text), "collectivité"
    ),
    services=list_of(
        record(
            slug=slug,
            nom=text,
            sigle=text,
            collectivites=list_of(organisation, at_least=1),
            description=text,
        ),
        "service",
    ),
)
AGENTS = record(
    agents=list_of(
        record(
            id=slug,
            prenom=text,
            nom=text,
            service=slug,
            collectivite=organisation,
            role=one_of("agent", "cadre", "pilote", "communication", "moderator"),
            fonction=text,
            courriel=address,
        ),
        "agent",
    )
)
ACTIONS = record(
    date_de_reference=date,
    actions=list_of(
        record(
            numero=integer,
            slug=slug,
            titre=text,
            axe=slug,
            theme=slug,
            prioritaire=flag,
            statut=one_of("à lancer", "en cours", "réalisée", "suspendue", "abandonnée"),
            avancement=integer,
            debut=date,
            fin=date,
            collectivites=list_of(organisation, at_least=1),
            pilote=slug,
            referent=slug,
            groupe=integer,
            resume=text,
            corps=text,
            resultats_attendus=list_of(text, at_least=1),
            etiquettes=list_of(slug),
            jalons=list_of(record(date=date, libelle=text, fait=flag), "jalon", at_least=1),
            indicateurs=list_of(
                record(
                    libelle=text, unite=text, cible=decimal, valeur=decimal, sens=one_of("hausse", "baisse")
                ),
                "indicateur",
            ),
            volontaires_recherches=optional(integer),
            volontaires_pour=optional(text),
            actions_liees=list_of(integer),
        ),
        "action",
    ),
)
GROUPS = record(
    groupes=list_of(
        record(
            numero=integer,
            slug=slug,
            nom=text,
            service_pilote=slug,
            animateur=slug,
            lettre_de_mission=text,
            rythme=text,
            actions=list_of(integer),
        ),
        "groupe",
    )
)
FILMS = record(
    films=list_of(
        record(
            slug=slug,
            titre=text,
            type=one_of("enquete", "saynete"),
            sujet=slug,
            date=date,
            duree_secondes=integer,
            duree=text,
            synopsis=text,
            themes=list_of(slug),
            actions=list_of(integer),
            personnages=list_of(text, at_least=1),
            chapitres=list_of(record(debut=timecode, titre=text), "chapitre", at_least=1),
            transcription=list_of(
                record(debut=timecode, fin=timecode, locuteur=text, texte=text), "réplique", at_least=1
            ),
        ),
        "film",
    )
)
LETTERS = record(
    lettres=list_of(
        record(
            numero=integer,
            date=date,
            titre=text,
            editorial=text,
            sections=list_of(
                record(titre=text, texte=text, actions=list_of(integer, at_least=1)), "rubrique"
            ),
            portrait=record(agent=slug, titre=text, texte=text),
            agenda=list_of(record(date=date, libelle=text), "date", at_least=1),
        ),
        "lettre",
    )
)


def _comment(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """Check a comment and the answers to it, which are comments too."""
    yield from record(
        {"action": integer},
        id=slug,
        auteur=slug,
        date=date_and_time,
        texte=text,
        statut=one_of("publié", "masqué"),
        moderation=optional(
            record(motif=text, article=integer, issue=one_of("replié", "retiré"), moderateur=slug, date=date)
        ),
        reponses=list_of(_comment, "réponse"),
    )(value, where)


PARTICIPATION = record(
    commentaires=list_of(_comment, "commentaire"),
    inscriptions=list_of(
        record(id=slug, agent=slug, action=integer, date=date, message=text, disponibilite=text),
        "inscription",
    ),
)
PROPOSALS = record(
    propositions=list_of(
        record(
            id=slug,
            auteur=slug,
            date=date,
            theme=slug,
            titre=text,
            pourquoi=text,
            soutiens=list_of(slug),
            commentaires=list_of(record(auteur=slug, date=date, texte=text), "commentaire"),
            reponse=optional(
                record(
                    auteur=slug,
                    date=date,
                    issue=one_of("reprise", "rattachée", "non retenue"),
                    action=optional(integer),
                    motif=text,
                )
            ),
        ),
        "proposition",
    ),
    origines=list_of(
        record(action=integer, origine=one_of("atelier", "questionnaire"), detail=text), "origine"
    ),
    signalements=list_of(record(commentaire=slug, auteur=slug, motif=text), "signalement"),
)
FILES = {
    "project": PROJECT,
    "themes": THEMES,
    "agents": AGENTS,
    "actions": ACTIONS,
    "groups": GROUPS,
    "films": FILMS,
    "newsletters": LETTERS,
    "participation": PARTICIPATION,
    "proposals": PROPOSALS,
}


def shape_problems(content: Content) -> Iterator[Problem]:
    """Yield every field that is missing, unknown or of another kind than expected."""
    for name, shape in FILES.items():
        for where, reason in shape(getattr(content, name), ""):
            yield Problem(f"{name}.yaml", where, reason)
