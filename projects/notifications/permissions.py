"""Permissions to follow: agents may follow what they may read."""

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from wagtail.models import Page

from portal.accounts.models import User
from portal.accounts.requests import AgentRequest
from portal.common.access import is_viewable, viewable
from portal.common.models import BasePage
from projects.models import ActionPage, Theme

from .enums import FollowKind
from .kinds.base import page_path


@dataclass(frozen=True)
class Target:
    """An object that can be followed: its title and its address."""

    kind: FollowKind
    key: int
    title: str
    path: str


def readable_target(request: AgentRequest, kind: str, key: int) -> Target:
    """Return an object that this person may read, and so may follow, else answer 404."""
    found = _FINDERS[FollowKind(kind)](request, key) if kind in FollowKind.values else None
    if found is None:
        raise Http404
    return found


def named_agent(key: int) -> User:
    """Return a colleague whose account is not pseudonymised, else answer 404."""
    agent = User.objects.filter(pk=key, pseudonymised_at=None).select_related("service").first()
    if agent is None:
        raise Http404
    return agent


def _action(request: AgentRequest, key: int) -> Target | None:
    action = viewable(ActionPage.objects.filter(pk=key), request).first()
    return Target(FollowKind.ACTION, key, action.title, page_path(action)) if action else None


def _conversation(request: AgentRequest, key: int) -> Target | None:
    page = viewable(Page.objects.filter(pk=key), request).specific().first()
    if not isinstance(page, BasePage) or not page.open_to_comments:
        return None
    return Target(FollowKind.CONVERSATION, key, page.title, f"{page_path(page)}#commentaires")


def _theme(request: AgentRequest, key: int) -> Target | None:
    readable = is_viewable(request, "axis__project")
    theme = Theme.objects.filter(readable, pk=key).select_related("axis__project").first()
    return Target(FollowKind.THEME, key, theme.title, theme.get_absolute_url()) if theme else None


def _person(request: AgentRequest, key: int) -> Target | None:
    agent = User.objects.filter(pk=key, is_active=True).exclude(pk=request.user.pk).first()
    path = reverse("notifications:agent", args=[key])
    return Target(FollowKind.PERSON, key, str(agent), path) if agent else None


def _search(request: AgentRequest, key: int) -> Target | None:
    saved = request.user.saved_searches.filter(pk=key).first()
    return Target(FollowKind.SEARCH, key, saved.name, saved.get_absolute_url()) if saved else None


_FINDERS = {
    FollowKind.ACTION: _action,
    FollowKind.CONVERSATION: _conversation,
    FollowKind.THEME: _theme,
    FollowKind.PERSON: _person,
    FollowKind.SEARCH: _search,
}
