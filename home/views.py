"""My space: what I do on the portal."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from wagtail.models import Page

from portal.accounts.requests import AgentRequest
from portal.common.access import viewable
from projects.models import ActionPage
from projects.participation.models import Comment, Volunteer

COMMENTS_PER_PAGE = 20


def my_space(request: AgentRequest) -> HttpResponse:
    """My volunteering and my comments, on pages that I may still read."""
    comments = (
        Comment.objects.by(request.user)
        .select_related("page", "moderation")
        .filter(page__in=viewable(Page.objects.all(), request).values("pk"))
    )
    actions = viewable(ActionPage.objects.all(), request)
    context = {
        "comments": Paginator(comments, COMMENTS_PER_PAGE).get_page(request.GET.get("page")),
        "offers": Volunteer.objects.by(request.user).filter(action__in=actions.values("pk")),
        "saved_searches": request.user.saved_searches.all(),
        "led_actions": actions.filter(lead_person=request.user).order_by("number"),
    }
    return render(request, "home/my_space.html", context)
