"""HTTP for comments."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import replace_url

from portal.accounts.requests import AgentRequest

from .. import services
from ..contexts import comments_context, place_of, wanted_order
from ..enums import CommentOrder
from ..errors import EditingClosedError, ParticipationError
from ..forms import CommentEditForm, CommentForm
from ..models import Comment
from ..permissions import (
    readable_comment,
    readable_page,
    readable_trace,
    user_can_delete_comment,
    user_can_edit_comment,
)
from .methods import takes_a_form

COMMENTS_TEMPLATE = "participation/includes/comments.html"


@takes_a_form
def page_comments(request: AgentRequest, page_id: int) -> HttpResponse:
    """Post a comment."""
    page = readable_page(request, page_id)
    query = request.META["QUERY_STRING"]
    address = page.get_url(request) + (f"?{query}" if query else "")
    if request.method != "POST":
        if request.htmx:  # the next batch
            return render(request, COMMENTS_TEMPLATE, comments_context(request, page))
        return redirect(address)
    form = CommentForm(request.POST, page=page, author=request.user)
    comment = _post(form)
    if comment is None:
        if request.htmx:
            return render(request, COMMENTS_TEMPLATE, comments_context(request, page, form=form))
        request.refused_form = form
        return page.serve(request)
    order = wanted_order(request)
    is_ahead = comment.parent_id is None and order == CommentOrder.NEWEST
    address = page.get_url(request) + (comment.anchor if is_ahead else place_of(comment, order))
    status = _("Your comment is posted.")
    if request.htmx:
        context = comments_context(request, page, status=status, posted=str(comment.pk))
        return replace_url(render(request, COMMENTS_TEMPLATE, context), address)
    messages.success(request, status)
    return redirect(address)


def _post(form: CommentForm) -> Comment | None:
    """The comment that a form posted, or None and the reason in the form."""
    if not form.is_valid():
        return None
    try:
        return services.post_comment(
            page=form.page,
            author=form.agent,
            text=form.cleaned_data["text"],
            parent=form.cleaned_data["parent"],
            submission=form.cleaned_data["submission"],
            kind=form.cleaned_data["kind"],
        )
    except ParticipationError as refusal:
        form.refuse(refusal)
        return None


@require_safe
def show(request: AgentRequest, comment_id: int) -> HttpResponse:
    """The permanent address of a comment: its page, at its place."""
    return redirect(_permalink(request, readable_trace(request, comment_id)))


@takes_a_form
def edit(request: AgentRequest, comment_id: int) -> HttpResponse:
    """Correct one's own comment, for a quarter of an hour."""
    comment = _own_comment(request, comment_id)
    form = CommentEditForm(request.POST or None, initial={"text": comment.text})
    if form.is_valid():
        try:
            services.edit_comment(comment=comment, text=form.cleaned_data["text"])
        except EditingClosedError as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Your comment is corrected."))
            return redirect(_permalink(request, comment))
    return render(
        request,
        "participation/edit_comment.html",
        {
            "comment": comment,
            "form": form,
            "permalink": _permalink(request, comment),
            "is_open": user_can_edit_comment(request.user, comment),
        },
    )


@takes_a_form
def delete(request: AgentRequest, comment_id: int) -> HttpResponse:
    """Ask before one's own comment is deleted, then delete it."""
    if request.method == "POST" and (gone := Comment.objects.deleted_by(request.user).filter(pk=comment_id)):
        return redirect(f"{gone[0].page.get_url(request)}#commentaires")
    comment = _own_comment(request, comment_id)
    if request.method == "POST":
        services.delete_comment(comment=comment)
        messages.success(request, _("Your comment is deleted."))
        return redirect(f"{comment.page.get_url(request)}#commentaires")
    context = {"comment": comment, "permalink": _permalink(request, comment)}
    return render(request, "participation/delete_comment.html", context)


@require_safe
def versions(request: AgentRequest, comment_id: int) -> HttpResponse:
    """What a comment said before it was edited, for whoever can read it."""
    comment = readable_comment(request, comment_id)
    context = {
        "comment": comment,
        "versions": comment.versions.order_by("-replaced_at", "-pk"),
        "permalink": _permalink(request, comment),
    }
    return render(request, "participation/comment_versions.html", context)


def _own_comment(request: AgentRequest, comment_id: int) -> Comment:
    comment = readable_comment(request, comment_id)
    if not user_can_delete_comment(request.user, comment):
        raise PermissionDenied
    return comment


def _permalink(request: AgentRequest, comment: Comment) -> str:
    return comment.page.get_url(request) + place_of(comment)
