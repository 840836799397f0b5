"""Search of agents by name."""

import re

from django.db.models import QuerySet

from portal.common.text import fold

from .models import User


def agents_called(typed: str, *, limit: int, among: QuerySet[User] | None = None) -> list[User]:
    """Return active agents, with their services, of whom a name begins with `typed`. `fold` compares."""
    beginning = re.compile(rf"(?<!\w){re.escape(fold(typed))}")
    people = User.objects.all() if among is None else among
    agents = people.filter(is_active=True).order_by("last_name", "first_name", "pk")
    names = agents.values_list("pk", "first_name", "last_name")
    found = [pk for pk, first, last in names if beginning.search(fold(f"{first} {last}"))][:limit]
    return list(agents.filter(pk__in=found).select_related("service")) if found else []
