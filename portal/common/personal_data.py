"""The personal data that the portal holds: the module `personal_data` of each app registers its part.

People read and download their data through this register, and departed agents are anonymised through it.
`tests/privacy/test_completeness.py` fails if a relation to an account belongs to no kind.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from django.contrib.admin.utils import get_fields_from_path
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.fields.files import FieldFile
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Column:
    """One value of a row: its name in the JSON, its label, and its path from the row.

    The label and the choices default to those of the model.
    """

    key: str
    label: Text = ""
    path: str | Combinable = ""
    choices: Mapping[str, object] = field(default_factory=dict)

    def read(self, value: Any) -> Any:
        """Return the value as people know it, such as the label of a choice."""
        return str(self.choices[value]) if value in self.choices else value


@dataclass(frozen=True)
class Held:
    """The rows of a model that belong to an account. Call it with the account.

    `owner` is the path from a row to its account, or makes the condition on the rows. Rows come in this
    `order`, or else in that of the model.
    """

    model: type[Model]
    owner: str | Callable[[Any], Q]
    order: str | Combinable = ""

    def __call__(self, user: Any) -> QuerySet[Any]:
        condition = Q(**{self.owner: user.pk}) if isinstance(self.owner, str) else self.owner(user)
        rows = self.model._base_manager.filter(condition)
        if self.order:
            return rows.order_by(self.order, "pk")
        return rows if rows.ordered else rows.order_by("pk")

    @property
    def relations(self) -> tuple[str, ...]:
        """The relation to the account that `owner` names, if the model itself has it."""
        if not isinstance(self.owner, str) or "__" in self.owner or self.owner == "pk":
            return ()
        relation: Any = self.model._meta.get_field(self.owner)
        if not relation.many_to_many:
            return (f"{self.model._meta.label}.{self.owner}",)
        through = relation.remote_field.through if relation.concrete else relation.through
        return (f"{through._meta.label}.user",)


@dataclass(frozen=True)
class PersonalData:
    """One kind of personal data.

    A column that is only a path bears the name and the label of the first field on it. `file` names the field
    that holds a file of the person. `other_relations` names relations to the account that this kind covers
    besides the owner of its rows: 'comments.Comment.author'.

    When an agent departs, the rows are deleted if they are `erased`. `anonymise` takes the account, and keeps
    what needs no name. It runs in the transaction that pseudonymises the account, whose `forget_texts` says
    whether their texts are erased.
    """

    key: str
    title: Text
    why: Text
    held: Held
    columns: tuple[str | Column, ...]
    erased: bool = False
    anonymise: Callable[[Any], object] | None = None
    file: str = ""
    other_relations: tuple[str, ...] = ()

    @property
    def relations(self) -> tuple[str, ...]:
        """The relations to the account that this kind covers."""
        return self.held.relations + self.other_relations

    @cached_property
    def labelled(self) -> list[Column]:
        """The columns, with what the model says of them."""
        return [self._labelled(column) for column in self.columns]

    def _labelled(self, column: str | Column) -> Column:
        if isinstance(column, str):
            column = Column(column.partition("__")[0], path=column)
        path = column.path or column.key
        if not isinstance(path, str):
            return column
        fields: Any = get_fields_from_path(self.held.model, path)
        choices = column.choices or dict(fields[-1].flatchoices)
        return Column(column.key, column.label or fields[0].verbose_name, path, choices)

    def rows(self, user: Any) -> Iterator[dict[str, Any]]:
        """Yield the rows of this person, in one query."""
        for values in self.held(user).values_list(*(column.path for column in self.labelled)):
            yield {
                column.key: column.read(value) for column, value in zip(self.labelled, values, strict=True)
            }

    def files(self, user: Any) -> Iterator[FieldFile]:
        """Yield the files that the person uploaded."""
        if self.file:
            yield from filter(None, (getattr(row, self.file) for row in self.held(user).iterator()))

    def anonymise_rows(self, user: Any) -> None:
        """Erase or anonymise what this kind holds about a departed agent."""
        if self.erased:
            for file in self.files(user):
                transaction.on_commit(partial(file.storage.delete, str(file.name)))
            self.held(user).delete()
        if self.anonymise is not None:
            self.anonymise(user)


_registered: list[tuple[int, PersonalData]] = []


def register_personal_data(*kinds: PersonalData, order: int) -> None:
    """Register kinds of data. People see them by `order`: first who they are, then what they did."""
    _registered.extend((order, kind) for kind in kinds)
    _registered.sort(key=lambda entry: entry[0])


def personal_data() -> list[PersonalData]:
    """Return every kind of personal data, in the order of display."""
    return [kind for _order, kind in _registered]
