"""The personal data that the portal holds: each app registers its part, so that nothing is left out.

People read and download their data through this register, and departed agents are anonymised through it.
`tests/privacy/test_completeness.py` fails if a relation to an account belongs to no kind.
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
    """One value of a row: its name in the JSON, its label, and its place in the database."""

    key: str
    label: Text
    path: str
    choices: Mapping[str, object] = field(default_factory=dict)

    def read(self, value: Any) -> Any:
        """Return the value as people know it, such as the label of a choice."""
        return str(self.choices[value]) if value in self.choices else value


@dataclass(frozen=True)
class PersonalData:
    """One kind of personal data.

    `relations` names the relations to the account that this kind covers: 'comments.Comment.author'.
    `anonymise` takes the account of a departed agent, and keeps what needs no name. It runs in the
    transaction that pseudonymises the account, whose `forget_texts` says whether their texts are erased.
    `files` returns the files that the person uploaded.
    """

    key: str
    title: Text
    why: Text
    held: Held
    columns: tuple[Column, ...]
    relations: tuple[str, ...] = ()
    anonymise: Callable[[Any], None] | None = None
    files: Callable[[Any], Iterable[FieldFile]] | None = None

    def rows(self, user: Any) -> Iterator[dict[str, Any]]:
        """Yield the rows of this person, in one query."""
        for values in self.held(user).values_list(*(column.path for column in self.columns)):
            yield {column.key: column.read(value) for column, value in zip(self.columns, values, strict=True)}


_registered: list[tuple[int, PersonalData]] = []


def register_personal_data(*kinds: PersonalData, order: int) -> None:
    """Register kinds of data.

    People see them by `order`: first who they are, then what they did.
    """
    _registered.extend((order, kind) for kind in kinds)
    _registered.sort(key=lambda entry: entry[0])


def personal_data() -> list[PersonalData]:
    """Return every kind of personal data, in the order of display."""
    return [kind for _order, kind in _registered]
