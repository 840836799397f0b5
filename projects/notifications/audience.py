"""Who may be told of a page: the question of `portal.common.access`, asked for many agents at once."""

from collections.abc import Iterable

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import Page, PageViewRestriction

from portal.accounts.models import User


def request_of(agent: User) -> HttpRequest:
    """A request of this agent outside any session, to ask what they may read: they gave no password."""
    request = HttpRequest()
    request.user = agent
    request.session = SessionBase()
    return request


def who_may_read(page: Page, agents: Iterable[int]) -> set[int]:
    """Those of these agents who may read this page; two queries, whatever their number.

    Nobody gave the password of a page that has one: only a session could tell.
    """
    kept = set(agents)
    lengths = range(Page.steplen, len(page.path) + 1, Page.steplen)
    line = [page.path[:length] for length in lengths]
    restrictions = PageViewRestriction.objects.filter(
        Q(page__path__in=line, page__alias_of=None) | Q(page__aliases__path__in=line)
    ).values_list("pk", "restriction_type", "groups")
    allowed: dict[int, set[int]] = {}
    for pk, kind, group in restrictions:
        if kind == PageViewRestriction.PASSWORD:
            return set()
        if kind == PageViewRestriction.GROUPS:
            allowed.setdefault(pk, set()).update([group] if group else [])
    if not kept or not allowed:
        return kept
    of_groups: dict[int, set[int]] = {}
    rows = User.objects.filter(pk__in=kept).values_list("pk", "is_superuser", "groups")
    free = set()
    for pk, is_superuser, group in rows:
        if is_superuser:
            free.add(pk)
        of_groups.setdefault(pk, set()).add(group)
    return {
        pk
        for pk in kept
        if pk in free or all(of_groups.get(pk, set()) & any_of for any_of in allowed.values())
    }
