"""Which parts of the index a person may not see."""

from django.http import HttpRequest
from wagtail.models import Collection, CollectionViewRestriction

from portal.common.access import denied_paths, denied_restrictions
from portal.common.prepared import PreparedQuery
from search.index.documents import collection_path

_ANY_RESTRICTION = PreparedQuery(lambda: CollectionViewRestriction.objects.order_by().values_list("pk")[:1])


def denied_prefixes(request: HttpRequest) -> tuple[str, ...]:
    """Return the prefixes of `SearchDoc.path` that this person may not see: pages and collections.

    Cost three queries at most, whatever the number of restrictions. A change of privacy counts at once, since
    the index knows nothing of it.
    """
    return (*denied_paths(request), *map(collection_path, denied_collections(request)))


def denied_collections(request: HttpRequest) -> list[int]:
    """Return the collections whose files this person may not read: those restricted, and all below them."""
    if not _ANY_RESTRICTION():  # cheaper to ask, and the rule
        return []
    restrictions = denied_restrictions(request, CollectionViewRestriction)
    closed = tuple(restrictions.values_list("collection__path", flat=True))
    if not closed:
        return []
    return [pk for pk, path in Collection.objects.values_list("pk", "path") if path.startswith(closed)]
