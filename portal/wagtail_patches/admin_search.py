"""Search in Wagtail's administration: words as they are typed, compared as `fold` does.

The search library puts each word between quotes in the language of SQLite's FTS5, and does not escape
quotes in the word itself: the search then fails, or takes the rest of the word for an operator
(https://github.com/wagtail/wagtail/issues/13227). It also distinguishes "œuvre" from "oeuvre". So do the
lists and the filters that ask the database without an index.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django_filters import CharFilter
from modelsearch.backends.base import BaseSearchBackend
from modelsearch.index import class_is_indexed
from modelsearch.query import PlainText
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.users.views.bulk_actions.user_bulk_action import UserBulkAction

from portal.common.matching import matching, texts_that_hold
from portal.common.text import fold


def quoted(lexeme: Any, compiler: Any, connection: Any) -> tuple[str, list[str]]:
    """Return a word as an FTS5 string, or as the beginning of one."""
    return '"%s"*' if lexeme.prefix else '"%s"', [lexeme.value.replace('"', '""')]


def install() -> None:
    """Patch the search library of the database in use: its modules cannot be imported on another one."""
    if connection.vendor == "sqlite":
        from modelsearch.backends.database.sqlite.query import Lexeme
        from modelsearch.backends.database.sqlite.sqlite import ObjectIndexer

        Lexeme.as_sql = quoted
    else:
        from modelsearch.backends.database.postgres.postgres import ObjectIndexer
    ObjectIndexer.prepare_value = _folding(ObjectIndexer.prepare_value)
    BaseSearchBackend._search = _asking_folded(BaseSearchBackend._search)
    BaseListingView.search_queryset = _search_list(BaseListingView.search_queryset)
    UserBulkAction.get_all_objects_in_listing_query = _all_listed
    CharFilter.filter = _filter_folded(CharFilter.filter)


def _folding(prepare: Callable[[Any, Any], str]) -> Callable[[Any, Any], str]:
    """Wrap the preparation of the index so that it stores folded texts."""
    return lambda indexer, value: fold(prepare(indexer, value))


def _asking_folded(search: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the search so that it asks the index for folded words."""

    def asking(backend: Any, compiler: Any, query: Any, *args: Any, **options: Any) -> Any:
        if isinstance(query, str):
            query = fold(query)
        elif isinstance(query, PlainText):
            query = PlainText(fold(query.query_string), operator=query.operator)
        return search(backend, compiler, query, *args, **options)

    return asking


def _search_list(search: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Search every word in any of the columns, in the lists that use no index."""

    def search_list(view: Any, rows: QuerySet[Any]) -> Any:
        indexed = class_is_indexed(rows.model) and view.search_backend_name
        if not view.is_searching or indexed or not view.search_fields:
            return search(view, rows)
        return matching(rows, view.search_query, view.search_fields)

    return search_list


def _all_listed(action: Any, parent_id: int | None) -> QuerySet[Any]:
    """Return the accounts that "select all" means in a bulk action: those in the filtered list."""
    accounts = action.model.objects.all()
    found = matching(accounts, action.request.GET.get("q", ""), ("first_name", "last_name", "email"))
    return found.values_list("pk", flat=True)


def _filter_folded(keep: Callable[[Any, Any, Any], Any]) -> Callable[[Any, Any, Any], Any]:
    """Keep what holds every word, in the filters that look for a text within a column."""

    def keep_folded(chosen: Any, rows: QuerySet[Any], typed: Any) -> Any:
        if chosen.lookup_expr != "icontains" or not typed:
            return keep(chosen, rows, typed)
        return rows.filter(**{f"{chosen.field_name}__in": texts_that_hold(rows, typed, chosen.field_name)})

    return keep_folded
