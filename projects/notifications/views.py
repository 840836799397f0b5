"""The centre, my follows and my settings: people see and change only their own."""

import datetime
from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from portal.accounts.requests import AgentRequest
from portal.common.access import is_viewable
from portal.common.near_pages import near_page
from projects.comments.models import Comment
from projects.methods import takes_a_form

from .enums import FollowKind
from .following import followed
from .forms import SettingsForm
from .groups import grouped_pages
from .models import MailSettings, Notification
from .permissions import named_agent, readable_target
from .services import following as follow_services
from .services.reading import mark_all_read, mark_thread_read
from .services.settings import frequencies_of, save_settings, stop_mail
from .unsubscribing import read_unsubscription

COMMENTS_PER_PAGE = 20


class Written(NamedTuple):
    """What the page of a colleague shows of a comment."""

    pk: int
    page_title: str
    created_at: datetime.datetime
    text: str


@require_safe
def centre(request: AgentRequest) -> HttpResponse:
    """Show my notifications by thread, new ones first."""
    mine = Notification.objects.to(request.user).readable_by(request)
    page, groups = grouped_pages(mine, request.GET.get("page", ""))
    context = {"page_of_groups": page, "groups": [group.row for group in groups]}
    return render(request, "notifications/centre.html", context)


@takes_a_form
def read_all(request: AgentRequest) -> HttpResponse:
    """Mark all my notifications as read."""
    if request.method == "POST":
        mark_all_read(agent=request.user)
        messages.success(request, _("Everything is marked as read."))
    return redirect("notifications:centre")


@takes_a_form
def read_thread(request: AgentRequest) -> HttpResponse:
    """Mark the notifications of one thread as read."""
    if request.method == "POST":
        mark_thread_read(agent=request.user, thread=request.POST.get("thread", "").replace("\0", ""))
    return redirect("notifications:centre")


@require_safe
def following(request: AgentRequest) -> HttpResponse:
    """Show what I follow."""
    return render(request, "notifications/following.html", {"targets": followed(request)})


@takes_a_form
def follow(request: AgentRequest, follow_kind: str, followed_id: int) -> HttpResponse:
    """Follow something that I may read, or stop following it."""
    target = readable_target(request, follow_kind, followed_id)
    if request.method != "POST":
        return redirect(target.path)
    stopping = "stop" in request.POST
    verb = follow_services.unfollow if stopping else follow_services.follow
    verb(agent=request.user, kind=target.kind, key=target.key)
    if request.htmx:
        context = {
            "kind": target.kind,
            "key": str(target.key),
            # The page shows a conversation without its title, which is that of the page.
            "title": "" if target.kind == FollowKind.CONVERSATION else target.title,
            "is_followed": not stopping,
        }
        return render(request, "notifications/includes/follow.html", context)
    message = _("You no longer follow “%(title)s”.") if stopping else _("You follow “%(title)s”.")
    messages.success(request, message % {"title": target.title})
    return redirect("notifications:following" if "from_list" in request.POST else target.path)


@takes_a_form
def mail_settings(request: AgentRequest) -> HttpResponse:
    """Show and save the frequencies and hours of my mails."""
    current = MailSettings.objects.filter(agent=request.user).first() or MailSettings()
    form = SettingsForm(
        request.POST if request.method == "POST" else None,
        instance=current,
        frequencies=frequencies_of(request.user),
    )
    if form.is_valid():
        save_settings(agent=request.user, frequencies=form.frequencies, hours=form.hours)
        messages.success(request, _("Your choices are saved."))
        return redirect("notifications:settings")
    return render(request, "notifications/settings.html", {"form": form})


@csrf_exempt  # programs that read mail send the form; the signed address is the right to do so
@login_not_required
@takes_a_form
def unsubscribe(request: HttpRequest, unsubscribe_token: str) -> HttpResponse:
    """Stop the mail that an address signed by us names. A visit asks for confirmation first (RFC 8058)."""
    found = read_unsubscription(unsubscribe_token)
    if found is None:
        raise Http404
    if request.method == "POST":
        stop_mail(agent=found.agent, categories=found.categories)
    context = {"categories": [category.label for category in found.categories]}
    return render(request, "notifications/unsubscribe.html", context | {"is_done": request.method == "POST"})


@require_safe
def agent(request: AgentRequest, agent_id: int) -> HttpResponse:
    """Show a colleague, and what they wrote where I may read it."""
    colleague = named_agent(agent_id)
    comments = Comment.objects.published().by(colleague).filter(is_viewable(request, "page"))
    rows = comments.values_list("pk", "page__title", "created_at", "text")
    page = near_page(request, rows, per_page=COMMENTS_PER_PAGE)
    page.object_list = [Written(*row) for row in page]
    context = {"colleague": colleague, "comments": page}
    return render(request, "notifications/agent.html", context)
