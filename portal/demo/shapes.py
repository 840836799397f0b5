"""The form of each content file, which `shapes.yaml` declares."""

import datetime
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from portal.common.text import has_something_to_read

from .content_files import Content, Problem

SHAPES = yaml.safe_load((Path(__file__).parent / "shapes.yaml").read_text(encoding="utf-8"))

# Where and why a value is wrong.
Found = Iterator[tuple[str, str]]


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _matches(pattern: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and bool(re.fullmatch(pattern, value))


# What each kind of value accepts, and what that is in words.
KINDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "text": (lambda value: isinstance(value, str) and has_something_to_read(value), "texte"),
    "flag": (lambda value: isinstance(value, bool), "true ou false"),
    "integer": (_is_integer, "nombre entier positif"),
    "decimal": (lambda value: _is_integer(value) or isinstance(value, float), "nombre"),
    "date": (lambda value: type(value) is datetime.date, "jour (AAAA-MM-JJ)"),
    "date_and_time": (
        lambda value: isinstance(value, datetime.datetime) and value.tzinfo is None,
        "jour et heure locale (AAAA-MM-JJ HH:MM:SS)",
    ),
    "month": (_matches(r"\d{4}-(0[1-9]|1[0-2])"), "mois (AAAA-MM, entre guillemets)"),
    "slug": (_matches(r"[a-z0-9]+(-[a-z0-9]+)*"), "identifiant en minuscules, chiffres et tirets"),
    "timecode": (_matches(r"\d\d:\d\d:\d\d\.\d{3}"), "code temporel (HH:MM:SS.mmm)"),
    "address": (_matches(r"[\w.+-]+@exemple\.invalid"), "adresse en @exemple.invalid"),
}


def shape_problems(content: Content) -> Iterator[Problem]:
    """Yield every field that is missing, unknown or of another kind than expected."""
    for name, shape in SHAPES["files"].items():
        for where, reason in _value_problems(getattr(content, name), "", shape):
            yield Problem(f"{name}.yaml", where, reason)


def _value_problems(value: Any, where: str, shape: Any) -> Found:
    match shape:
        case str() if shape in KINDS:
            accepts, expected = KINDS[shape]
            if not accepts(value):
                yield where, f"attendu : {expected} ; trouvé : {_shown(value)}"
        case str():
            yield from _value_problems(value, where, SHAPES["shared"][shape])
        case {"one_of": words}:
            if value not in words:
                yield where, f"attendu : un de ces mots ({', '.join(words)}) ; trouvé : {_shown(value)}"
        case {"optional": present}:
            if value is not None:
                yield from _value_problems(value, where, present)
        case {"list": entry}:
            yield from _list_problems(value, where, entry, shape.get("name", ""), shape.get("at_least", 0))
        case _:
            yield from _entry_problems(value, where, shape)


def _list_problems(value: Any, where: str, shape: Any, name: str, at_least: int) -> Found:
    if not isinstance(value, list):
        yield where, f"attendu : liste ; trouvé : {_shown(value)}"
        return
    if len(value) < at_least:
        yield where, f"au moins {at_least} attendu"
    # 'action 12' says more than 'actions, 12': a name takes the place of the field's.
    outside = where.rpartition(", ")[0] if name else where
    for place, entry in enumerate(value, start=1):
        yield from _value_problems(entry, _join(outside, f"{name} {_name_of(entry, place)}".strip()), shape)


def _entry_problems(value: Any, where: str, fields: dict[str, Any]) -> Found:
    if not isinstance(value, dict):
        yield where, f"attendu : entrée avec des champs ; trouvé : {_shown(value)}"
        return
    for field in fields.keys() - value.keys():
        if not field.endswith("?"):
            yield where, f"le champ « {field} » manque"
    for field, content in value.items():
        shape = fields.get(field) or fields.get(f"{field}?")
        if shape:
            yield from _value_problems(content, _join(where, field), shape)
        else:
            yield _join(where, str(field)), "champ inconnu"


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
