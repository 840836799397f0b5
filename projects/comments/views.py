"""Views for comments, reactions, official answers and the names to mention."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from django_htmx.http import replace_url, reselect, retarget

from portal.accounts.names import agents_called
from portal.accounts.requests import AgentRequest
from portal.common.models import BasePage
from projects.methods import refusals_in, show_anew, takes_a_form

from . import services
from .addresses import place_of
from .contexts import comments_context, wanted_order
from .enums import CommentOrder
from .errors import CommentGoneError
from .forms import CommentEditForm, CommentForm
from .models import Comment
from .permissions import (
    readable_comment,
    readable_page,
    readable_trace,
    user_can_delete_comment,
    user_can_edit_comment,
    user_can_give_official_answer,
)
from .reactions import buttons_of, read_click

COMMENTS_TEMPLATE = "comments/includes/comments.html"


@takes_a_form
def page_comments(request: AgentRequest, page_id: int) -> HttpResponse:
    """Post a comment, or return the next batch."""
    page = readable_page(request, page_id)
    query = request.META["QUERY_STRING"]
    address = page.get_url(request) + (f"?{query}" if query else "")
    if request.method != "POST":
        if request.htmx:  # the next batch
            return render(request, COMMENTS_TEMPLATE, comments_context(request, page))
        return redirect(address)
    form = CommentForm(request.POST, page=page)
    if form.is_valid():
        with refusals_in(form):
            comment = services.post_comment(page=page, author=request.user, **form.cleaned_data)
            return _posted(request, page, comment)
    if request.htmx:
        return render(request, COMMENTS_TEMPLATE, comments_context(request, page, form=form))
    request.refused_form = form
    return page.serve(request)


def _posted(request: AgentRequest, page: BasePage, comment: Comment) -> HttpResponse:
    order = wanted_order(request)
    is_ahead = comment.parent_id is None and order == CommentOrder.NEWEST
    address = page.get_url(request) + (comment.anchor if is_ahead else place_of(comment, order))
    status = _("Your comment is posted.")
    if request.htmx:
        context = comments_context(request, page, status=status, posted=str(comment.pk))
        return replace_url(render(request, COMMENTS_TEMPLATE, context), address)
    messages.success(request, status)
    return redirect(address)


@require_safe
def show(request: AgentRequest, comment_id: int) -> HttpResponse:
    """Redirect the permanent address of a comment to its place on its page."""
    return redirect(_permalink(request, readable_trace(request, comment_id)))


@takes_a_form
def edit(request: AgentRequest, comment_id: int) -> HttpResponse:
    """Edit one's own comment."""
    comment = _own_comment(request, comment_id)
    form = CommentEditForm(request.POST or None, initial={"text": comment.text})
    if form.is_valid():
        with refusals_in(form, "text"):
            services.edit_comment(comment=comment, text=form.cleaned_data["text"])
            messages.success(request, _("Your comment is corrected."))
            return redirect(_permalink(request, comment))
    context = {
        "comment": comment,
        "form": form,
        "permalink": _permalink(request, comment),
        "is_open": user_can_edit_comment(request.user, comment),
    }
    return render(request, "comments/edit_comment.html", context)


@takes_a_form
def delete(request: AgentRequest, comment_id: int) -> HttpResponse:
    """Ask for confirmation, then delete one's own comment."""
    if request.method == "POST" and (gone := Comment.objects.deleted_by(request.user).filter(pk=comment_id)):
        return redirect(f"{gone[0].page.get_url(request)}#commentaires")
    comment = _own_comment(request, comment_id)
    if request.method == "POST":
        services.delete_comment(comment=comment)
        messages.success(request, _("Your comment is deleted."))
        return redirect(f"{comment.page.get_url(request)}#commentaires")
    context = {"comment": comment, "permalink": _permalink(request, comment)}
    return render(request, "comments/delete_comment.html", context)


@require_safe
def versions(request: AgentRequest, comment_id: int) -> HttpResponse:
    """Show the earlier versions of a comment to anyone who can read it."""
    comment = readable_comment(request, comment_id)
    context = {
        "comment": comment,
        "versions": comment.versions.order_by("-replaced_at", "-pk"),
        "permalink": _permalink(request, comment),
    }
    return render(request, "comments/comment_versions.html", context)


def _own_comment(request: AgentRequest, comment_id: int) -> Comment:
    comment = readable_comment(request, comment_id)
    if not user_can_delete_comment(request.user, comment):
        raise PermissionDenied
    return comment


def _permalink(request: AgentRequest, comment: Comment) -> str:
    return comment.page.get_url(request) + place_of(comment)


NAMES_SHOWN = 8
SHORTEST_NAME, LONGEST_NAME = 2, 80  # characters typed after the @


@takes_a_form
def react(request: AgentRequest) -> HttpResponse:
    """Give, change or take back one's reaction to a comment, as the button that was clicked says."""
    if request.method != "POST":
        return redirect("/")
    click = read_click(request.POST.get("reaction", ""))
    if click is None:
        return HttpResponseBadRequest(_("This reaction does not exist."), content_type="text/plain")
    comment = readable_comment(request, click.comment)
    address = _permalink(request, comment)
    try:
        services.react(comment=comment, agent=request.user, kind=click.gives)
    except CommentGoneError as refusal:
        messages.error(request, str(refusal))
        return show_anew(request, address)
    if request.htmx:
        buttons = buttons_of(comment, request.user)
        context = {"reactions": buttons, "focused": click.kind}
        answer = render(request, "comments/includes/reactions.html", context)
        return reselect(retarget(answer, f"{comment.anchor} > footer > .reactions"), "unset")
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
    return redirect(_permalink(request, comment))


@require_safe
def agents(request: AgentRequest) -> JsonResponse:
    """Return the active agents whose name starts with `q`, and the status to announce."""
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
