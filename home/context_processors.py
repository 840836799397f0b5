"""Context of the header and footer of every page."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse, reverse_lazy
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from portal.accounts.requests import AgentRequest
from portal.common.access import viewable
from portal.fragments.content import kept

from .models import EditorialPage, HomePage

# The menu shows children of the home page and, for a project, its lists.
MENU_LEVELS = 2


@dataclass(frozen=True)
class Link:
    """A link of the navigation. `current` is "page", "true" (a page below it is shown) or ""."""

    title: str
    url: str
    current: str


@dataclass(frozen=True)
class Navigation:
    """Pages that editors put in the menus: sections above, free pages (charter, help…) below."""

    header: list[Link]
    footer: list[Link]
    current: str  # the address of the current link, and how it is current


def portal(request: AgentRequest) -> dict[str, Any]:
    """Return `home` and `navigation`, read only by a template that shows them, and an address."""
    return {
        "home": SimpleLazyObject(lambda: home_page(request)),
        "my_space_url": reverse_lazy(settings.MY_SPACE_URL),
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
    }


def home_page(request: AgentRequest) -> HomePage | None:
    """Return the root of the portal, read once for each request."""
    if not hasattr(request, "home_page"):
        site = Site.find_for_request(request)
        root = site.root_page.specific if site else None
        request.home_page = root if isinstance(root, HomePage) else None
    return request.home_page


def _navigation(request: AgentRequest) -> Navigation:
    if not request.user.is_authenticated:
        return Navigation([], [], "")
    shown = kept(request, "navigation", make=lambda: _menu_items(request))
    # In the list of actions, 'Actions' is current, not the project above it.
    above = [url for _title, url, _is_footer in shown if request.path.startswith(url)]
    current = max(above, key=len, default="")
    how = "page" if current == request.path else "true"
    links = [(is_footer, Link(title, url, how if url == current else "")) for title, url, is_footer in shown]
    return Navigation(
        header=[link for is_footer, link in links if not is_footer],
        footer=[link for is_footer, link in links if is_footer],
        current=f"{how} {current}",
    )


def _menu_items(request: AgentRequest) -> list[tuple[str, str, bool]]:
    """Return the title and address of each link of the menus, and whether it stands in the footer."""
    home = home_page(request)
    pages = Page.objects.none()
    if home is not None:
        pages = Page.objects.descendant_of(home).filter(depth__lte=home.depth + MENU_LEVELS).in_menu()
    return [
        *(
            (page.title, page.get_url(request), page.specific_class is EditorialPage)
            for page in viewable(pages, request).order_by("path")
        ),
        (_("Moderation register"), reverse("moderation:register"), True),
        (_("Site map"), reverse("site_map"), True),
    ]
