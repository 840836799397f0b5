"""Permissions to follow: agents may follow what they may read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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
    return target_of(FollowKind(kind), found)


def target_of(kind: FollowKind, found: Any) -> Target:
    """Return an object of this kind as it is listed."""
    if kind == FollowKind.PERSON:
        return Target(kind, found.pk, str(found), reverse("notifications:agent", args=[found.pk]))
    if kind == FollowKind.SEARCH:
        return Target(kind, found.pk, found.name, found.get_absolute_url())
    if kind == FollowKind.THEME:
        return Target(kind, found.pk, found.title, found.get_absolute_url())
    anchor = "#commentaires" if kind == FollowKind.CONVERSATION else ""
    return Target(kind, found.pk, found.title, f"{page_path(found)}{anchor}")


def named_agent(key: int) -> User:
    """Return a colleague whose account is not pseudonymised, else answer 404."""
    agent = User.objects.filter(pk=key, pseudonymised_at=None).select_related("service").first()
    if agent is None:
        raise Http404
    return agent


def _action(request: AgentRequest, key: int) -> ActionPage | None:
    return viewable(ActionPage.objects.filter(pk=key), request).first()


def _conversation(request: AgentRequest, key: int) -> BasePage | None:
    page = viewable(Page.objects.filter(pk=key), request).specific().first()
    return page if isinstance(page, BasePage) and page.open_to_comments else None


def _theme(request: AgentRequest, key: int) -> Theme | None:
    readable = is_viewable(request, "axis__project")
    return Theme.objects.filter(readable, pk=key).select_related("axis__project").first()


def _person(request: AgentRequest, key: int) -> User | None:
    return User.objects.filter(pk=key, is_active=True).exclude(pk=request.user.pk).first()


def _search(request: AgentRequest, key: int) -> Any:
    return request.user.saved_searches.filter(pk=key).first()


_FINDERS: dict[FollowKind, Callable[[AgentRequest, int], Any]] = {
    FollowKind.ACTION: _action,
    FollowKind.CONVERSATION: _conversation,
    FollowKind.THEME: _theme,
    FollowKind.PERSON: _person,
    FollowKind.SEARCH: _search,
}
