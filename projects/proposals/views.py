"""Views for proposals."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page

from portal.accounts.requests import AgentRequest
from portal.common.access import viewable
from portal.common.errors import RefusalError
from projects.comments.enums import CommentKind
from projects.comments.permissions import readable_comment
from projects.methods import refusals_in, show_anew, takes_a_form
from projects.models import ActionPage

from . import services
from .contexts import proposal_context
from .forms import AnswerForm, ProposalForm
from .models import ProposalIndexPage, ProposalPage
from .permissions import (
    readable_proposal,
    readable_proposal_index,
    user_can_answer_proposals,
    user_can_correct_proposal,
)

IDEA_PARAMETER = "idee"
PROJECT_DEPTH = 3  # under the root and the home page


@takes_a_form
def propose(request: AgentRequest, proposal_index_id: int) -> HttpResponse:
    """Propose an action. `?idee=` fills the form with a comment that is an idea."""
    index = readable_proposal_index(request, proposal_index_id)
    project_id = index.get_parent().pk
    form = ProposalForm(request.POST or None, project_id=project_id, initial=_idea(request))
    if form.is_valid():
        with refusals_in(form):
            proposal = services.propose(index=index, author=request.user, **form.cleaned_data)
            messages.success(request, _("Your proposal is public. Others can support it and comment on it."))
            return redirect(proposal.get_url(request))
    context = {"form": form, "index": index, "is_new": True}
    return render(request, "proposals/proposal_form.html", context)


@require_safe
def propose_idea(request: AgentRequest, comment_id: int) -> HttpResponse:
    """Start a proposal from an idea, in its own project or in the first that accepts proposals."""
    comment = readable_comment(request, comment_id)
    indexes = list(viewable(ProposalIndexPage.objects.order_by("path"), request))
    project_length = Page.steplen * PROJECT_DEPTH
    near = [index for index in indexes if index.path[:project_length] == comment.page.path[:project_length]]
    index = next(iter(near or indexes), None)
    if index is None:
        messages.error(request, _("There is no list of proposals yet."))
        return redirect("comments:comment", comment_id=comment.pk)
    address = reverse("proposals:propose", args=[index.pk])
    return redirect(f"{address}?{IDEA_PARAMETER}={comment.pk}")


def _idea(request: AgentRequest) -> dict[str, Any]:
    number = request.GET.get(IDEA_PARAMETER, "")
    if not (number.isascii() and number.isdecimal() and len(number) < 18):
        return {}
    comment = readable_comment(request, int(number))
    return {"why": comment.text} if comment.kind == CommentKind.IDEA else {}


@takes_a_form
def correct(request: AgentRequest, proposal_id: int) -> HttpResponse:
    """Correct one's own proposal while that is still open."""
    proposal = readable_proposal(request, proposal_id)
    if proposal.author_id != request.user.pk:
        raise PermissionDenied
    form = ProposalForm(
        request.POST or None,
        project_id=proposal.theme.axis.project_id,
        initial={"title": proposal.title, "why": proposal.why, "theme": proposal.theme_id},
    )
    if form.is_valid():
        data = form.cleaned_data
        with refusals_in(form):
            services.correct_proposal(
                proposal=proposal, title=data["title"], why=data["why"], theme=data["theme"]
            )
            messages.success(request, _("Your proposal is corrected."))
            return redirect(proposal.get_url(request))
    context = {
        "form": form,
        "proposal": proposal,
        "is_open": user_can_correct_proposal(request.user, proposal),
    }
    return render(request, "proposals/proposal_form.html", context)


@require_safe
def versions(request: AgentRequest, proposal_id: int) -> HttpResponse:
    """Show the earlier versions of a proposal."""
    proposal = readable_proposal(request, proposal_id)
    context = {"proposal": proposal, "versions": proposal.versions.order_by("-replaced_at", "-pk")}
    return render(request, "proposals/proposal_versions.html", context)


@takes_a_form
def support(request: AgentRequest, proposal_id: int) -> HttpResponse:
    """Give or take back one's support. Any value but 1 takes it back."""
    proposal = readable_proposal(request, proposal_id)
    address = f"{proposal.get_url(request)}#soutien"
    if request.method != "POST":
        return redirect(address)
    try:
        services.support_proposal(
            proposal=proposal, agent=request.user, supported=request.POST.get("support") == "1"
        )
    except RefusalError as refusal:
        messages.error(request, str(refusal))
        return show_anew(request, address)
    if request.htmx:
        context = proposal_context(request, proposal)
        return render(request, "proposals/includes/proposal_support.html", context)
    return redirect(address)


@takes_a_form
def answer(request: AgentRequest, proposal_id: int) -> HttpResponse:
    """Answer a proposal publicly. Only the steering committee and administrators may."""
    proposal = readable_proposal(request, proposal_id)
    if not user_can_answer_proposals(request.user):
        raise PermissionDenied
    form = AnswerForm(request.POST or None, actions=_actions_for(request, proposal))
    if form.is_valid():
        with refusals_in(form):
            services.answer_proposal(proposal=proposal, author=request.user, **form.cleaned_data)
            messages.success(request, _("Your answer is public."))
            return redirect(f"{proposal.get_url(request)}#reponses")
    context = {"form": form, **proposal_context(request, proposal)}
    return render(request, "proposals/answer_proposal.html", context)


def _actions_for(request: AgentRequest, proposal: ProposalPage) -> Any:
    actions = ActionPage.objects.filter(project=proposal.theme.axis.project_id)
    return viewable(actions, request).defer_streamfields().order_by("number")
