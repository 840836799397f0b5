"""My space: what I do on the portal, and when. The map of the site."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from portal.accounts.requests import AgentRequest
from portal.common.access import is_viewable, viewable
from projects.groups import permissions as groups
from projects.models import ActionPage
from projects.moderation.querysets import cases
from projects.volunteering import permissions as volunteering
from projects.volunteering.models import Volunteer

from .context_processors import home_page
from .site_map import pages_of_map, themes_map
from .site_map import site_map as read_site_map

COMMENTS_PER_PAGE = 20


@require_safe
def my_space(request: AgentRequest) -> HttpResponse:
    """Show my actions, volunteering, working groups and comments, on pages that I may still read."""
    comments = (
        cases().by(request.user).select_related("page").with_moderation().filter(is_viewable(request, "page"))
    )
    led = viewable(ActionPage.objects.filter(lead_person=request.user), request)
    context = {
        "comments": Paginator(comments, COMMENTS_PER_PAGE).get_page(request.GET.get("page")),
        "offers": volunteering.my_offers(request),
        "asked_of_me": Volunteer.objects.awaiting_decision_of(request.user)
        .filter(is_viewable(request, "action"))
        .select_related("agent", "action"),
        "saved_searches": request.user.saved_searches.all(),
        "groups": groups.my_groups(request),
        "led_actions": led.with_calls().order_by("number"),
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
