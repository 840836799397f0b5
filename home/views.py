"""My space: what I do on the portal, and when. The map of the site."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from portal.accounts.requests import AgentRequest

from . import my_space as mine
from .context_processors import home_page
from .site_map import pages_of_map, themes_map
from .site_map import site_map as read_site_map


@require_safe
def my_space(request: AgentRequest) -> HttpResponse:
    """Show my actions, volunteering, working groups and comments, on pages that I may still read."""
    context = {
        "lost_mail": mine.lost_mail(request),
        "asked_of_me": mine.asked_offers(request),
        "led_actions": mine.led_actions(request),
        "offers": mine.offers(request),
        "groups": mine.groups(request),
        "saved_searches": mine.saved_searches(request),
        "comments": mine.comments(request),
    }
    return render(request, "home/my_space.html", context)


@require_safe
def site_map(request: AgentRequest) -> HttpResponse:
    """Show every page that I may read."""
    home = home_page(request)
    pages = pages_of_map(home, request)
    context = {
        "pages": pages,
        "entries": SimpleLazyObject(lambda: read_site_map(home, pages, request) if home else []),
        "themes": SimpleLazyObject(lambda: themes_map(request)),
    }
    return render(request, "home/site_map.html", context)
