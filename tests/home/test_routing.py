"""How a page is found by its address."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import User
from tests.factories import EditorialPageFactory, ThemeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(agent: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(agent)


def test_a_page_is_found_in_its_branch(client: Client) -> None:
    above = EditorialPageFactory(title="Au-dessus", slug="infos")
    EditorialPageFactory(title="Ailleurs", slug="agenda")
    below = EditorialPageFactory(title="Au-dessous", slug="agenda", parent=above)
    assert "Au-dessous" in client.get(below.url).content.decode()
    for address in (
        "/agenda/infos/",
        "/infos/rien/",
        "/infos/agenda/rien/",
        "/rien/agenda/",
        "/infos/infos/",
    ):
        assert client.get(address).status_code == 404
    above.unpublish()
    assert client.get(above.url).status_code == 404
    assert client.get(below.url).status_code == 200


def test_a_theme_is_found_whatever_pages_have_its_words(client: Client) -> None:
    theme = ThemeFactory(title="Le thème")
    project = theme.axis.project
    EditorialPageFactory(title="Une page", slug="themes", parent=project)
    EditorialPageFactory(title="Une autre page", slug=theme.slug)
    assert "Le thème" in client.get(theme.get_absolute_url()).content.decode()
    assert "Une page" in client.get(f"{project.url}themes/").content.decode()
    assert client.get(f"{project.url}themes/rien/").status_code == 404


@pytest.mark.skipif(connection.vendor != "sqlite", reason="EXPLAIN of SQLite; others scan a table so small")
def test_an_address_is_looked_for_by_an_index(client: Client) -> None:
    page = EditorialPageFactory()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page.url).status_code == 200
    (found,) = [query["sql"] for query in queries if '"url_path" IN' in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {found}")
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "USING INDEX wagtailcore_page_slug" in plan
    assert "SCAN" not in plan
