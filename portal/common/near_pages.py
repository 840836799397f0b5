"""Pages of a person's own list: the rows of one page are read, and those near it are counted."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

AHEAD = 9  # pages that are counted beyond the one shown
LONGEST = 6  # digits: no list has more pages


def near_page(request: HttpRequest, rows: QuerySet[Any], *, per_page: int, parameter: str = "page") -> Page:
    """Return the page of a list that the address asks for. A list of one page costs one query.

    A list of thousands costs what a list of hundreds does: further pages show as one comes nearer.
    """
    asked = page_number(request.GET.get(parameter, ""))
    above = (asked - 1) * per_page
    found = list(rows[above : above + per_page + 1])
    if found or asked == 1:
        total = above + len(found)
        if len(found) > per_page:
            total = rows.order_by()[: above + (AHEAD + 1) * per_page].count()
        return Page(found[:per_page], asked, Paginator(range(total), per_page))
    paginator = Paginator(range(rows.order_by()[:above].count()), per_page)
    above = (paginator.num_pages - 1) * per_page
    return Page(list(rows[above : above + per_page]), paginator.num_pages, paginator)


def page_number(asked: str) -> int:
    """Return the number of the page that an address asks for. What is no number asks for the first one."""
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= LONGEST
    return max(int(asked), 1) if is_number else 1
