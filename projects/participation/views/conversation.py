"""HTTP for reactions, official answers and the names to mention."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.accounts.names import agents_called
from portal.accounts.requests import AgentRequest

from .. import services
from ..contexts import place_of
from ..enums import ReactionKind
from ..errors import CommentGoneError
from ..permissions import readable_comment, user_can_give_official_answer
from ..reactions import buttons_of
from .methods import show_anew, takes_a_form

NAMES_SHOWN = 8
SHORTEST_NAME, LONGEST_NAME = 2, 80  # characters typed after the @


@takes_a_form
def react(request: AgentRequest, comment_id: int) -> HttpResponse:
    """Give one's reaction to a comment, change it, or take it back by an empty one."""
    comment = readable_comment(request, comment_id)
    address = comment.page.get_url(request) + place_of(comment)
    if request.method != "POST":
        return redirect(address)
    kind = request.POST.get("reaction", "")
    if kind and kind not in ReactionKind.values:
        return HttpResponseBadRequest(_("This reaction does not exist."), content_type="text/plain")
    try:
        services.react(comment=comment, agent=request.user, kind=ReactionKind(kind) if kind else None)
    except CommentGoneError as refusal:
        messages.error(request, str(refusal))
        return show_anew(request, address)
    if request.htmx:
        context = {"number": str(comment.pk), "reactions": buttons_of(comment, request.user)}
        return render(request, "participation/includes/reactions.html", context)
    return redirect(address)


@takes_a_form
def official(request: AgentRequest, comment_id: int) -> HttpResponse:
    """Mark one's own comment as the official answer of its thread, or take the mark away."""
    comment = readable_comment(request, comment_id)
    lead_id = getattr(comment.page.specific, "lead_person_id", None)
    if not user_can_give_official_answer(request.user, comment, lead_id):
        raise PermissionDenied
    if request.method == "POST":
        if request.POST.get("official") == "1":
            try:
                services.give_official_answer(comment=comment)
                messages.success(request, _("This comment is now the official answer."))
            except CommentGoneError as refusal:
                messages.error(request, str(refusal))
        else:
            services.take_official_answer_back(comment=comment)
            messages.success(request, _("This comment is no longer the official answer."))
    return redirect(comment.page.get_url(request) + place_of(comment))


@require_safe
def agents(request: AgentRequest) -> JsonResponse:
    """Active agents whose name begins as `q`, for the list under the text, and what to say of it."""
    typed = request.GET.get("q", "").strip()[:LONGEST_NAME].replace("\x00", "")
    found = agents_called(typed, limit=NAMES_SHOWN) if len(typed) >= SHORTEST_NAME else []
    status = ngettext(
        "%(count)s agent: down arrow to choose", "%(count)s agents: down arrow to choose", len(found)
    )
    return JsonResponse(
        {
            "options": [
                {"label": agent.get_full_name(), "kind": agent.service.name if agent.service else ""}
                for agent in found
            ],
            "status": status % {"count": len(found)} if found else "",
        }
    )
