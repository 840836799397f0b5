"""`{% comments page %}` and `{% volunteer_panel action %}`: for pages that do not know participation."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from wagtail.models import Page

from projects.models import ActionPage, ProjectPage
from projects.querysets import ActionPageQuerySet

from ..accounting import totals
from ..contexts import comments_context, open_calls, volunteers_context
from ..forms import CommentForm, VolunteerForm

register = template.Library()


@register.inclusion_tag("participation/includes/comments.html", takes_context=True)
def comments(context: Context, page: Page) -> dict[str, Any]:
    """The comments of a page and the form; nothing in an editor's preview, which nobody comments on."""
    request = context["request"]
    if getattr(request, "is_preview", False):
        return {}
    form = getattr(request, "refused_form", None)
    return comments_context(request, page, form=form if isinstance(form, CommentForm) else None)


@register.inclusion_tag("participation/includes/volunteers.html", takes_context=True)
def volunteer_panel(context: Context, action: ActionPage) -> dict[str, Any]:
    """The call for volunteers of an action; nothing in an editor's preview."""
    request = context["request"]
    if getattr(request, "is_preview", False):
        return {}
    form = getattr(request, "refused_form", None)
    return volunteers_context(request, action, form=form if isinstance(form, VolunteerForm) else None)


@register.inclusion_tag("participation/includes/calls.html")
def open_calls_among(actions: ActionPageQuerySet, project: ProjectPage) -> dict[str, Any]:
    """The calls for volunteers that have places left among the actions of a page of this project."""
    return {"calls": open_calls(actions, project.today)}


@register.inclusion_tag("participation/includes/contribution_totals.html")
def contribution_totals(project: ProjectPage) -> dict[str, Any]:
    """What a project received, with the address of its account; nothing while it is not saved."""
    if project.pk is None:
        return {}
    return {"totals": totals(project), "link": reverse("participation:contributions", args=[project.pk])}
