"""Agents named in a text: `@` followed by their first and last names."""

import re

from portal.accounts.models import User
from portal.accounts.names import full_name

MAX_MENTIONS = 20  # of one comment: more would be a mailing
_MAX_WORDS = 6  # of a name
_AFTER_AT = re.compile(r"(?<!\w)@(?=\w)([^\n@]{2,200})")
_WORD = re.compile(r"\w(?:[\w’'.-]*\w)?")


def _candidates(text: str) -> list[list[str]]:
    """The names that may stand after each @, the longest first."""
    possible = [_possible_names(found.group(1)) for found in _AFTER_AT.finditer(text)][:MAX_MENTIONS]
    return [names for names in possible if names]


def count_possible_mentions(text: str) -> int:
    """Return how many agents a text may name, without asking who exists."""
    return len(_candidates(text))


def mentioned_agents(text: str) -> dict[str, list[User]]:
    """The active agents whom a text names, by the name as it is written.

    Of names that begin alike the longest counts. Agents of the same name are all named: nothing in the
    text tells them apart. One query if there is an @ before a word, else none.
    """
    possible = _candidates(text)
    names = {name for candidates in possible for name in candidates}
    if not names:
        return {}
    known: dict[str, list[User]] = {}
    agents = User.objects.filter(is_active=True).alias(name=full_name()).filter(name__in=names)
    for agent in agents.order_by("pk"):
        known.setdefault(agent.get_full_name(), []).append(agent)
    found = (next((name for name in candidates if name in known), None) for candidates in possible)
    return {name: known[name] for name in found if name is not None}


def _possible_names(text: str) -> list[str]:
    """The names of two to six words with which a text may begin, the longest first."""
    names = []
    end = 0
    for count in range(1, _MAX_WORDS + 1):
        word = _WORD.match(text, end)
        if word is None:
            break
        if count > 1:
            names.append(text[: word.end()])
        if not text[word.end() : word.end() + 1].isspace():
            break
        end = word.end() + 1
    return names[::-1]
