"""Pages of a list whose rows are counted a few pages ahead."""

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Service
from portal.common.near_pages import AHEAD, near_page
from tests.factories import ServiceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ROWS = 25


@pytest.fixture(autouse=True)
def services() -> None:
    for number in range(ROWS):
        ServiceFactory(name=f"Service {number:02}")


def names(query: str, per_page: int = 10) -> list[str]:
    services = Service.objects.order_by("name").values_list("name", flat=True)
    return list(near_page(RequestFactory().get(f"/?{query}"), services, per_page=per_page))


@pytest.mark.parametrize(
    ("query", "first", "count"),
    [
        ("", 0, 10),
        ("page=2", 10, 10),
        ("page=3", 20, 5),
        ("page=4", 20, 5),
        ("page=999999", 20, 5),
        ("page=0", 0, 10),
        ("page=-1", 0, 10),
        ("page=x", 0, 10),
        ("page=²", 0, 10),
        (f"page={'9' * 5000}", 0, 10),
    ],
)
def test_every_address_has_a_page(query: str, first: int, count: int) -> None:
    assert names(query) == [f"Service {number:02}" for number in range(first, first + count)]


def test_a_list_of_one_page_is_not_counted() -> None:
    with CaptureQueriesContext(connection) as queries:
        names("", per_page=ROWS)
    assert len(queries) == 1


def test_rows_are_counted_a_few_pages_ahead() -> None:
    page = near_page(RequestFactory().get("/"), Service.objects.order_by("name"), per_page=2)
    assert page.paginator.num_pages == AHEAD + 1 < ROWS / 2
    further = near_page(RequestFactory().get("/?page=9"), Service.objects.order_by("name"), per_page=2)
    assert further.paginator.num_pages == 13


def test_an_empty_list_has_one_empty_page() -> None:
    page = near_page(RequestFactory().get("/?page=3"), Service.objects.none(), per_page=2)
    assert (list(page), page.number, page.has_other_pages()) == ([], 1, False)
