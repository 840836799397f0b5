"""What the portal holds about a person: each app registers its part, so that nothing is left out.

A person reads and downloads their data through it, and a departed agent is forgotten through it.
`tests/privacy/test_completeness.py` fails when a relation to an account belongs to no kind.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile
from django.utils.functional import Promise

# Rows of one kind by the account they belong to. `portal.common` does not know the account's class.
Held = Callable[[Any], QuerySet[Any]]
Text = str | Promise


@dataclass(frozen=True)
class Column:
    """One fact of a row: its name in the JSON, its name for people, and where the database keeps it."""

    key: str
    label: Text
    path: str
    choices: Mapping[str, object] = field(default_factory=dict)

    def read(self, value: Any) -> Any:
        """The value as people know it: the label of a choice."""
        return str(self.choices[value]) if value in self.choices else value


@dataclass(frozen=True)
class PersonalData:
    """One kind of data about people.

    `relations` names the relations to the account that this kind covers: 'comments.Comment.author'.
    `forget` takes the account of a departed agent and keeps what needs no name; it runs within the
    transaction that pseudonymises the account, whose `forget_texts` says whether their texts go too.
    `files` gives the files that the person uploaded.
    """

    key: str
    title: Text
    why: Text
    held: Held
    columns: tuple[Column, ...]
    relations: tuple[str, ...] = ()
    forget: Callable[[Any], None] | None = None
    files: Callable[[Any], Iterable[FieldFile]] | None = None

    def rows(self, user: Any) -> Iterator[dict[str, Any]]:
        """The rows of this person, in one query."""
        for values in self.held(user).values_list(*(column.path for column in self.columns)):
            yield {column.key: column.read(value) for column, value in zip(self.columns, values, strict=True)}


_registered: list[tuple[int, PersonalData]] = []


def register_personal_data(*kinds: PersonalData, order: int) -> None:
    """Add kinds of data. People see them by `order`: what they are, then what they did."""
    _registered.extend((order, kind) for kind in kinds)
    _registered.sort(key=lambda entry: entry[0])


def personal_data() -> list[PersonalData]:
    """Every kind of data about people, in the order in which they are shown."""
    return [kind for _order, kind in _registered]
