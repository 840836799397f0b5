"""The map of the site: every page that a person may read, as the tree that editors made."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.paginator import Page as ResultPage
from wagtail.models import Page
from wagtail.query import PageQuerySet

from portal.accounts.requests import AgentRequest
from portal.common.access import is_viewable, viewable
from portal.fragments.pages import kept_page
from projects.models import Theme

ENTRIES_PER_PAGE = 300


@dataclass
class Entry:
    """A page of the map and those below it."""

    title: str
    url: str
    below: list["Entry"] = field(default_factory=list)


def pages_of_map(home: Page | None, request: AgentRequest) -> ResultPage:
    """Return the pages under the home page, in the order of the tree, that the address asks for."""

    def pages() -> PageQuerySet:
        below = Page.objects.descendant_of(home) if home else Page.objects.none()
        return viewable(below, request).order_by("path")

    return kept_page(request, "site-map", rows=pages, per_page=ENTRIES_PER_PAGE)


def site_map(home: Page, pages: Iterable[Page], request: AgentRequest) -> list[Entry]:
    """Return pages that follow one another in the tree as a tree, with those above the first one.

    A page under one that is not published hangs on the nearest page above that is. Cost one query,
    whatever their number.
    """
    top: list[Entry] = []
    line: list[tuple[str, Entry]] = []  # from the home page down to the previous page, by path
    pages = list(pages)
    above = viewable(pages[0].get_ancestors().descendant_of(home), request) if pages else ()
    for page in (*above, *pages):
        while line and not page.path.startswith(line[-1][0]):
            line.pop()
        entry = Entry(page.title, page.get_url(request))
        (line[-1][1].below if line else top).append(entry)
        line.append((page.path, entry))
    return top


def themes_map(request: AgentRequest) -> list[Entry]:
    """Return the axes of the projects that this person may read, with their themes. Cost one query."""
    axes: dict[int, Entry] = {}
    themes = Theme.objects.filter(is_viewable(request, "axis__project"))
    for theme in themes.select_related("axis__project"):
        axis = axes.setdefault(theme.axis_id, Entry(theme.axis.title, theme.axis.get_absolute_url()))
        axis.below.append(Entry(theme.title, theme.get_absolute_url()))
    return list(axes.values())
