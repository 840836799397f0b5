"""`{% proposal_list index %}` and other tags."""

from typing import Any

from django import template
from django.template.context import Context

from portal.common.access import viewable
from projects.models import ActionPage

from ..contexts import proposal_context, proposals_context
from ..models import ProposalIndexPage, ProposalPage
from ..querysets import ProposalQuerySet

register = template.Library()


@register.inclusion_tag("proposals/includes/proposal_list.html", takes_context=True)
def proposal_list(context: Context, index: ProposalIndexPage) -> dict[str, Any]:
    """Show the proposals of a list. Show nothing in an editor's preview."""
    request = context["request"]
    if getattr(request, "is_preview", False):
        return {}
    return {"request": request, "index": index, **proposals_context(request, index)}


@register.simple_tag(takes_context=True)
def proposal_details(context: Context, proposal: ProposalPage) -> dict[str, Any]:
    """Return what the page of a proposal shows beside its text."""
    return proposal_context(context["request"], proposal)


@register.simple_tag(takes_context=True)
def origin_proposals(context: Context, action: ActionPage) -> ProposalQuerySet:
    """Return the proposals that an action comes from, or that joined it, if the user may read them."""
    answered = ProposalPage.objects.select_related("author").answered_by_action(action.pk)
    return viewable(answered, context["request"])
