"""The map of the site: every page that a person may read, as the tree that editors made."""

from dataclasses import dataclass, field

from wagtail.models import Page

from portal.accounts.requests import AgentRequest
from portal.common.access import is_viewable, viewable
from projects.models import Theme


@dataclass
class Entry:
    """A page of the map and those below it."""

    title: str
    url: str
    below: list["Entry"] = field(default_factory=list)


def site_map(home: Page, request: AgentRequest) -> list[Entry]:
    """Return the pages under the home page. Cost one query, whatever their number.

    A page under one that is not published hangs on the nearest page above that is.
    """
    top: list[Entry] = []
    line: list[tuple[str, Entry]] = []  # from the home page down to the previous page, by path
    for page in viewable(Page.objects.descendant_of(home), request).order_by("path"):
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
