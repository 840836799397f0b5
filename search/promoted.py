"""Results that the communication staff promotes above those of some queries."""

from dataclasses import dataclass

from wagtail.models import Page

from portal.accounts.requests import AgentRequest
from portal.common.access import viewable
from search.models import PromotedResult, query_stems

MOST = 3  # promoted results shown for a query


@dataclass(frozen=True, slots=True)
class Promoted:
    """A promoted page that this person may read."""

    title: str
    url: str
    note: str


def promoted_for(query: str, request: AgentRequest) -> list[Promoted]:
    """Return the pages promoted for a typed query, for this person. Cost two queries at most."""
    stems = query_stems(query)
    if not stems:
        return []
    matching = [promoted for promoted in PromotedResult.objects.all() if promoted.answers(stems)]
    if not matching:
        return []
    wanted = [promoted.page_id for promoted in matching]
    pages = {page.pk: page for page in viewable(Page.objects.filter(pk__in=wanted), request)}
    return [
        Promoted(pages[promoted.page_id].title, pages[promoted.page_id].get_url(request), promoted.note)
        for promoted in matching
        if promoted.page_id in pages
    ][:MOST]
