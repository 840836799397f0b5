"""Context of the header and footer of every page."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse_lazy
from django.utils.functional import SimpleLazyObject
from wagtail.models import Page, Site

from portal.accounts.requests import AgentRequest
from portal.common.access import viewable
from portal.fragments.content import kept

from .models import EditorialPage, HomePage

# The menu shows children of the home page and, for a project, its lists.
MENU_LEVELS = 2


@dataclass(frozen=True)
class Link:
    """A link of the navigation."""

    title: str
    url: str
    current: bool


@dataclass(frozen=True)
class Navigation:
    """Pages that editors put in the menus: sections above, free pages (charter, help…) below."""

    header: list[Link]
    footer: list[Link]


def portal(request: AgentRequest) -> dict[str, Any]:
    """Return `home` and `navigation`, read only by a template that shows them, and an address."""
    return {
        "home": SimpleLazyObject(lambda: home_page(request)),
        "my_space_url": reverse_lazy(settings.MY_SPACE_URL),
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
    }


def home_page(request: AgentRequest) -> HomePage | None:
    """Return the root of the portal, read once for each request."""
    if hasattr(request, "home_page"):
        return request.home_page
    site = Site.find_for_request(request)
    request.home_page = HomePage.objects.filter(pk=site.root_page_id).first() if site else None
    return request.home_page


def _navigation(request: AgentRequest) -> Navigation:
    if not request.user.is_authenticated:
        return Navigation([], [])
    shown = kept(request, "navigation", make=lambda: _menu_items(request))
    # In the list of actions, 'Actions' is current, not the project above it.
    above = [url for _title, url, _free in shown if request.path.startswith(url)]
    current = max(above, key=len, default=None)
    links = [(is_free_page, Link(title, url, url == current)) for title, url, is_free_page in shown]
    return Navigation(
        header=[link for is_free_page, link in links if not is_free_page],
        footer=[link for is_free_page, link in links if is_free_page],
    )


def _menu_items(request: AgentRequest) -> list[tuple[str, str, bool]]:
    """Return the title and address of each page of the menus, and whether it is a free page."""
    home = home_page(request)
    if home is None:
        return []
    pages = Page.objects.descendant_of(home).filter(depth__lte=home.depth + MENU_LEVELS).in_menu()
    return [
        (page.title, page.get_url(request), page.specific_class is EditorialPage)
        for page in viewable(pages, request).order_by("path")
    ]
