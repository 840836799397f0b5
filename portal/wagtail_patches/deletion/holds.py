"""The objects that keep another from being deleted, as Django's collector would find them.

The collector loads all that it would delete. This module only asks the database for the rows that refuse,
through the relations that lead to them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import CASCADE, DO_NOTHING, PROTECT, RESTRICT, ForeignKey, Model, Q, QuerySet
from django.db.models.deletion import get_candidate_relations_to_delete
from django.http import HttpRequest
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page

SHOWN = 5  # links, for each kind of holder
EXAMINED = 25  # rows among which those links are sought


@dataclass(frozen=True)
class Link:
    """A link to an object that keeps another from being deleted."""

    title: str
    url: str


@dataclass(frozen=True)
class Hold:
    """Objects of one kind that keep another from being deleted.

    `links` are those that the person may open.
    """

    label: str
    links: list[Link]
    has_more: bool


@dataclass
class _Relations:
    """The relations that deleting a row of a model follows.

    Each model that refuses, or that is deleted too, has its lookups.
    """

    refusing: dict[ForeignKey, list[str]] = field(default_factory=lambda: defaultdict(list))
    taken: dict[type[Model], list[str]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True)
class _Description:
    page: str
    labels: Mapping[str, Any]
    never_deleted: bool


_descriptions: dict[type[Model], _Description] = {}


def describe(
    model: type[Model],
    page: str = "",
    labels: Mapping[str, Any] | None = None,
    never_deleted: bool = False,
) -> None:
    """Declare how rows of `model` are named when they keep something from being deleted.

    `page` is the relation to the page where they are read, which is named instead of them. `labels` maps
    names of foreign keys to an `ngettext_lazy` of `count`; the default is the name of the model.
    `never_deleted` is True if something other than a foreign key, such as a receiver, refuses their
    deletion.
    """
    _descriptions[model] = _Description(page, labels or {}, never_deleted)


def holds_of(obj: Model, request: HttpRequest) -> list[Hold]:
    """Return what keeps this object from being deleted. For a page, include the pages below it."""
    return [_present(key, rows, obj, request) for key, rows in _refusing_rows(obj)]


def _root(model: type[Model]) -> type[Model]:
    """Return the model that is deleted: `Page` for every type of page, as the page tree does."""
    return Page if issubclass(model, Page) else model


def _refusing_rows(obj: Model) -> Iterator[tuple[ForeignKey, QuerySet[Any]]]:
    relations = _relations(_root(type(obj)))
    if isinstance(obj, Page):
        targets = Page.objects.descendant_of(obj, inclusive=True)
    else:
        targets = type(obj)._base_manager.filter(pk=obj.pk)
    for key, lookups in relations.refusing.items():
        rows = key.model._base_manager.filter(_any(lookups, targets))
        if key.remote_field.on_delete is RESTRICT and key.model in relations.taken:
            rows = rows.exclude(_any(relations.taken[key.model], targets))
        if rows.exists():
            yield key, rows


def _any(lookups: list[str], targets: QuerySet[Any]) -> Q:
    found = Q()
    for lookup in lookups:
        found |= Q(**{f"{lookup}__in": targets})
    return found


def _refuses(key: ForeignKey) -> bool:
    on_delete = key.remote_field.on_delete
    constrained: bool = key.db_constraint  # type: ignore[attr-defined]
    return on_delete in (PROTECT, RESTRICT) or (on_delete is DO_NOTHING and constrained)


@cache
def _relations(root: type[Model]) -> _Relations:
    """Follow the cascades from `root` to the relations that refuse, visiting each model once on a path."""
    found = _Relations()

    def follow(model: type[Model], lookup: str, passed: frozenset[type[Model]]) -> None:
        relations: Iterable[Any] = get_candidate_relations_to_delete(model._meta)
        for relation in relations:
            if relation.model is not model:
                continue  # a relation of its parent, from which the cascade came
            key, holder = relation.field, relation.related_model
            way = f"{key.name}__{lookup}".removesuffix("__")
            if _refuses(key):
                found.refusing[key].append(way)
            elif key.remote_field.on_delete is CASCADE and holder not in passed:
                if holder in _descriptions and _descriptions[holder].never_deleted:
                    found.refusing[key].append(way)
                found.taken[holder].append(way)
                follow(holder, way, passed | {holder})

    follow(root, "", frozenset({root}))
    return found


def _present(key: ForeignKey, rows: QuerySet[Any], held: Model, request: HttpRequest) -> Hold:
    description = _descriptions.get(key.model)
    count = rows.count()
    if description and key.name in description.labels:
        label = str(description.labels[key.name] % {"count": count})
    else:
        name = key.model._meta.verbose_name if count == 1 else key.model._meta.verbose_name_plural
        label = f"{count} {name}"
    if description and description.page:
        rows = Page.objects.filter(pk__in=rows.values(description.page))
    if isinstance(held, rows.model):
        rows = rows.exclude(pk=held.pk)  # the screen is about it
    examined = list(rows.order_by("pk")[: EXAMINED + 1])
    links = list(filter(None, map(_linker(request), examined[:EXAMINED])))
    return Hold(label, links[:SHOWN], has_more=len(examined) > len(links[:SHOWN]) > 0)


def _linker(request: HttpRequest) -> Callable[[Model], Link | None]:
    """Return a function that links to an object.

    The function returns None if the person may neither change the object nor read the page.
    """
    finder = AdminURLFinder(request.user)

    def link(obj: Model) -> Link | None:
        obj = obj.specific_deferred if isinstance(obj, Page) else obj
        if url := finder.get_edit_url(obj):
            return Link(obj.get_admin_display_title() if isinstance(obj, Page) else str(obj), url)
        if isinstance(obj, Page) and _may_read(obj, request):
            return Link(obj.title, obj.get_url(request) or "")
        return None

    return link


def _may_read(page: Page, request: HttpRequest) -> bool:
    """Return True if the person may read the page, as Wagtail decides before it serves one."""
    return page.live and all(
        restriction.accept_request(request) for restriction in page.get_view_restrictions()
    )
