"""What pages that do not know participation show of it: `{% comments page %}` and others."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from wagtail.models import Page

from portal.common.access import viewable
from projects.models import ActionPage, ProjectPage
from projects.querysets import ActionPageQuerySet

from ..accounting import totals
from ..contexts import (
    comments_context,
    proposal_context,
    proposals_context,
    volunteers_context,
)
from ..forms import CommentForm, VolunteerForm
from ..models import CharterRule, ProposalIndexPage, ProposalPage
from ..querysets import CharterRuleQuerySet, ProposalQuerySet

register = template.Library()


@register.simple_tag
def charter_rules() -> CharterRuleQuerySet:
    """The rules of the charter in force."""
    return CharterRule.objects.in_force()


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
def open_calls_among(actions: ActionPageQuerySet) -> dict[str, Any]:
    """The calls for volunteers that have places left among the actions of a page."""
    return {"calls": actions.seeking_volunteers()}


@register.inclusion_tag("participation/includes/contribution_totals.html")
def contribution_totals(project: ProjectPage) -> dict[str, Any]:
    """What a project received, with the address of its account; nothing while it is not saved."""
    if project.pk is None:
        return {}
    return {"totals": totals(project), "link": reverse("participation:contributions", args=[project.pk])}


# Proposals


@register.inclusion_tag("participation/includes/proposal_list.html", takes_context=True)
def proposal_list(context: Context, index: ProposalIndexPage) -> dict[str, Any]:
    """The proposals of a list that was saved; nothing in an editor's preview."""
    request = context["request"]
    if getattr(request, "is_preview", False):
        return {}
    return {"request": request, "index": index, **proposals_context(request, index)}


@register.simple_tag(takes_context=True)
def proposal_details(context: Context, proposal: ProposalPage) -> dict[str, Any]:
    """What the page of a proposal shows beside its text."""
    return proposal_context(context["request"], proposal)


@register.simple_tag(takes_context=True)
def origin_proposals(context: Context, action: ActionPage) -> ProposalQuerySet:
    """The proposals that an action comes from, or that joined it, for those who may read them."""
    answered = ProposalPage.objects.select_related("author").answered_by_action(action.pk)
    return viewable(answered, context["request"])
