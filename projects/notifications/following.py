"""The list of what an agent follows and may still read."""

from django.core.paginator import Page
from django.db.models import Q

from portal.accounts.requests import AgentRequest
from portal.common.access import is_viewable
from portal.common.near_pages import near_page

from .enums import FollowKind
from .kinds.base import name_of
from .models import Follow
from .permissions import target_of

TARGETS_PER_PAGE = 30
_SHOWN = (
    "kind",
    "page__title",
    "page__url_path",
    "theme__title",
    "theme__slug",
    "theme__axis__project__url_path",
    *name_of("person"),
    "search__name",
    "search__address",
)


def followed(request: AgentRequest) -> Page:
    """Return what this person follows, by kind then the newest first, by pages of one query."""
    rows = (
        Follow.objects.by(request.user)
        .filter(Q(page__isnull=True) | is_viewable(request, "page"))
        .filter(Q(theme__isnull=True) | is_viewable(request, "theme__axis__project"))
        .filter(Q(person__isnull=True) | Q(person__is_active=True))
        .select_related("page", "theme__axis__project", "person", "search")
        .only(*_SHOWN)
        .order_by("kind", "-created_at", "-pk")
    )
    page = near_page(request, rows, per_page=TARGETS_PER_PAGE)
    kinds = [(FollowKind(row.kind), row) for row in page]
    page.object_list = [target_of(kind, getattr(row, kind.column)) for kind, row in kinds]
    return page
