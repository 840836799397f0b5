"""The list of what an agent follows and may still read."""

from django.db.models import Q
from django.urls import reverse

from portal.accounts.requests import AgentRequest
from portal.common.access import is_viewable

from .enums import FollowKind
from .kinds.base import page_path
from .models import Follow
from .permissions import Target


def followed(request: AgentRequest) -> list[Target]:
    """Return what this person follows, by kind then the newest first, in one query."""
    rows = (
        Follow.objects.by(request.user)
        .filter(Q(page__isnull=True) | is_viewable(request, "page"))
        .filter(Q(theme__isnull=True) | is_viewable(request, "theme__axis__project"))
        .filter(Q(person__isnull=True) | Q(person__is_active=True))
        .select_related("page", "theme__axis__project", "person", "search")
    )
    order = list(FollowKind)
    return sorted((_target(row) for row in rows), key=lambda target: order.index(target.kind))


def _target(row: Follow) -> Target:
    title, path = "", ""
    if row.page is not None:
        title, path = row.page.title, page_path(row.page)
        if row.kind == FollowKind.CONVERSATION:
            path = f"{path}#commentaires"
    elif row.theme is not None:
        title, path = row.theme.title, row.theme.get_absolute_url()
    elif row.person is not None:
        title, path = str(row.person), reverse("notifications:agent", args=[row.person.pk])
    elif row.search is not None:
        title, path = row.search.name, row.search.get_absolute_url()
    return Target(FollowKind(row.kind), row.target_id, title, path)
