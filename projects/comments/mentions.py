"""Agents mentioned in a text: `@` followed by their first and last names, compared with `fold`."""

import re
from collections.abc import Collection, Iterator
from itertools import islice

from portal.accounts.models import NAME_LENGTH, User
from portal.common.text import fold

MAX_MENTIONS = 20  # of one comment: more would be a mailing
_AFTER_AT = re.compile(rf"(?<!\w)@(?=\S)([^\n@]{{2,{2 * NAME_LENGTH + 40}}})")  # room for doubled spaces
_END_OF_WORD = re.compile(r"(?<=\S)(?!\w|[-‑'’.]\w)")


def count_possible_mentions(text: str) -> int:
    """Return how many agents a text may mention, without checking that they exist."""
    return sum(1 for readings in _readings(text) if readings)


def mentioned_agents(text: str) -> dict[str, list[User]]:
    """Return the active agents that a text mentions, by the name as written.

    If one name begins with another, the longer one counts. Agents with the same name are all mentioned, since
    the text cannot tell them apart. This takes two queries, or none if no word follows an @.
    """
    wanted = {folded for readings in _readings(text) for folded in readings}
    if not wanted:
        return {}
    rows = User.objects.filter(is_active=True).order_by("pk").values_list("pk", "first_name", "last_name")
    called = {pk: name for pk, first, last in rows if (name := fold(f"{first} {last}")) in wanted}
    agents = User.objects.in_bulk(called)
    known: dict[str, list[User]] = {}
    for pk, name in called.items():
        known.setdefault(name, []).append(agents[pk])
    return {written: known[name] for written, name in spellings(text, known).items()}


def spellings(text: str, names: Collection[str]) -> dict[str, str]:
    """Return how the text spells each of these names after an @, with the folded name."""
    found = {}
    for readings in _readings(text):
        name = next((name for name in readings if name in names), None)
        if name is not None:
            found[readings[name]] = name
    return found


def _readings(text: str) -> Iterator[dict[str, str]]:
    """Yield, for each @, the names that may follow it: folded name and spelling, the longest first."""
    for after in islice(_AFTER_AT.finditer(text), MAX_MENTIONS):
        following = after.group(1)
        ends = [end.start() for end in _END_OF_WORD.finditer(following)]
        yield {fold(following[:end]): following[:end] for end in reversed(ends)}
