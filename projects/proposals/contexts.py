"""Contexts of the list of proposals and of one proposal."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q

from portal.accounts.requests import AgentRequest
from portal.common.access import viewable
from projects.models import ActionPage, Theme

from .enums import ProposalOrder, ProposalOutcome
from .models import ProposalIndexPage, ProposalPage
from .permissions import user_can_answer_proposals, user_can_correct_proposal
from .querysets import ProposalQuerySet

PROPOSALS_PER_PAGE = 20
AWAITING = "en-attente"

STATES: dict[str, Q] = {
    AWAITING: Q(outcome__isnull=True),
    "reprises": Q(outcome=ProposalOutcome.TAKEN_UP),
    "rattachees": Q(outcome=ProposalOutcome.JOINED),
    "non-retenues": Q(outcome=ProposalOutcome.NOT_TAKEN_UP),
}


def proposals_context(request: AgentRequest, index: ProposalIndexPage) -> dict[str, Any]:
    """Return one page of a list of proposals, by theme and state. Unknown values are ignored."""
    themes = list(Theme.objects.filter(axis__project=index.get_parent().pk))
    theme = next((one for one in themes if one.slug == request.GET.get("theme")), None)
    state = request.GET.get("etat", "")
    order = request.GET.get("tri", "")
    found: ProposalQuerySet = viewable(ProposalPage.objects.child_of(index), request).with_answer()
    if theme:
        found = found.filter(theme=theme)
    if state in STATES:
        found = found.filter(STATES[state])
    order = order if order in ProposalOrder.values else ProposalOrder.SUPPORTED
    shown = found.with_supports(request.user).with_comment_count().with_people()
    return {
        "proposals": Paginator(shown.in_order(ProposalOrder(order)), PROPOSALS_PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "themes": themes,
        "theme": theme.slug if theme else "",
        "state": state if state in STATES else "",
        "order": order,
        "orders": ProposalOrder.choices,
        "is_filtered": bool(theme or state in STATES),
    }


def proposal_context(request: AgentRequest, proposal: ProposalPage) -> dict[str, Any]:
    """Return a proposal with its supports and its answers. Actions that the user may read are linked."""
    counted = ProposalPage.objects.with_people().with_supports(request.user).get(pk=proposal.pk)
    answers = list(proposal.answers.select_related("author").order_by("-given_at", "-pk"))
    actions = viewable(
        ActionPage.objects.filter(pk__in=[answer.action_id for answer in answers]),
        request,
    )
    addresses = {action.pk: action.get_url(request) for action in actions} if answers else {}
    return {
        "proposal": counted,
        "proposal_pk": str(proposal.pk),
        "answers": [(answer, addresses.get(answer.action_id)) for answer in answers],
        "is_mine": counted.author_id == request.user.pk,
        "can_correct": user_can_correct_proposal(request.user, counted),
        "can_answer": user_can_answer_proposals(request.user),
    }
