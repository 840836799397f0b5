"""Results that the communication staff promotes above those of some queries."""

from dataclasses import dataclass

from portal.accounts.requests import AgentRequest
from portal.fragments.content import kept
from search.addresses import read_pages
from search.models import PromotedResult, Stems, query_stems

MOST = 3  # promoted results shown for a query


@dataclass(frozen=True, slots=True)
class Promoted:
    """A promoted page that this person may read."""

    title: str
    url: str
    note: str


def promoted_for(query: str, request: AgentRequest) -> list[Promoted]:
    """Return the pages promoted for a typed query, for this person."""
    stems = query_stems(query)
    promoted = kept(request, "search.promoted", make=lambda: _readable(request)) if stems else []
    return [each for queries, each in promoted if stems in queries][:MOST]


def _readable(request: AgentRequest) -> list[tuple[list[Stems], Promoted]]:
    """Return the promoted pages that this person may read, each with the stems of its queries."""
    rows = list(PromotedResult.objects.all())
    pages = read_pages([row.page_id for row in rows], request)
    return [(row.stems, Promoted(*pages[row.page_id], row.note)) for row in rows if row.page_id in pages]
