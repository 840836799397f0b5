"""Reading rights of agents outside their own requests."""

from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from portal.common.access import denied_paths


def request_of(agent: User) -> HttpRequest:
    """Return a request of this agent outside any session, to check what they may read.

    Such a request has given no password.
    """
    portal = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    request = HttpRequest()
    request.META = {"SERVER_NAME": portal.hostname or "localhost", "SERVER_PORT": str(portal.port or 443)}
    request.user = agent
    request.session = SessionBase()
    return request


def denied_to(agents: Iterable[User]) -> dict[int, tuple[str, ...]]:
    """Return the tree paths of the subtrees that each of these agents may not read.

    Agents whom the same groups let in are asked about once: the number of queries does not depend on the
    number of agents.
    """
    agents = list(agents)
    restricting = PageViewRestriction.groups.through.objects.values("group_id")
    rows = User.groups.through.objects.filter(user__in=agents, group__in=restricting)
    groups: defaultdict[int, set[int]] = defaultdict(set)
    for agent_id, group_id in rows.values_list("user_id", "group_id"):
        groups[agent_id].add(group_id)
    known: dict[tuple[bool, frozenset[int]], tuple[str, ...]] = {}
    denied = {}
    for agent in agents:
        alike = agent.is_superuser, frozenset(groups[agent.pk])
        if alike not in known:
            known[alike] = denied_paths(request_of(agent))
        denied[agent.pk] = known[alike]
    return denied
