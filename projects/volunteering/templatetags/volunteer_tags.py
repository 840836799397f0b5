"""`{% volunteer_panel page %}` and other tags."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse

from projects.models import ActionPage, ProjectPage

from ..contexts import volunteers_context
from ..contribution_totals import totals
from ..forms import VolunteerForm

register = template.Library()


@register.inclusion_tag("volunteering/includes/volunteers.html", takes_context=True)
def volunteer_panel(context: Context, action: ActionPage) -> dict[str, Any]:
    """Show the call for volunteers of an action. Show nothing in an editor's preview."""
    request = context["request"]
    if getattr(request, "is_preview", False):
        return {}
    form = getattr(request, "refused_form", None)
    return volunteers_context(request, action, form=form if isinstance(form, VolunteerForm) else None)


@register.inclusion_tag("volunteering/includes/contribution_totals.html")
def contribution_totals(project: ProjectPage) -> dict[str, Any]:
    """Show what a project received, with a link to the details. Show nothing for an unsaved project."""
    if project.pk is None:
        return {}
    return {"totals": totals(project), "link": reverse("volunteering:contributions", args=[project.pk])}
