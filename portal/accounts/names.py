"""Agents looked for by name."""

import re

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Concat

from .models import User

_LETTERS = {
    "a": "[aàâä]", "c": "[cç]", "e": "[eéèêë]", "i": "[iîï]", "o": "[oôö]", "u": "[uùûü]", "y": "[yÿ]",
}  # fmt: skip
_PLAIN = {letter: plain for plain, letters in _LETTERS.items() for letter in letters.strip("[]")}


def full_name() -> Concat:
    """The first and last names as one text, for queries."""
    return Concat("first_name", Value(" "), "last_name", output_field=CharField())


def agents_called(typed: str, *, limit: int, among: QuerySet[User] | None = None) -> list[User]:
    """Active agents one of whose names begins so, whatever the accents and the case, with their services."""
    pattern = r"(^|[ ’'-])" + "".join(_either_accent(letter) for letter in typed)
    people = User.objects.all() if among is None else among
    agents = people.filter(is_active=True).alias(name=full_name()).filter(Q(name__iregex=pattern))
    return list(agents.select_related("service").order_by("last_name", "first_name", "pk")[:limit])


def _either_accent(letter: str) -> str:
    plain = _PLAIN.get(letter.lower(), letter.lower())
    return _LETTERS.get(plain) or re.escape(letter)
