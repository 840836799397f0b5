"""What an editor types in a search of the administration is words, never an operator."""

from urllib.parse import quote

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from portal.accounts.viewsets import AgentDeleteBulkAction
from tests.factories import EditorialPageFactory, ServiceFactory, UserFactory, home_page

pytestmark = pytest.mark.database


@pytest.fixture
def administrator(db: None) -> Client:
    client = Client()
    client.force_login(UserFactory(is_superuser=True, first_name="Zoé", last_name="Zzz"))
    return client


@pytest.mark.parametrize(
    "typed", ['dit "bonjour', '"bonjour" AND', 'data:"x"*', "l'accueil", "100 % \\", "{title} : x"]
)
def test_any_text_can_be_searched(editor: Client, typed: str) -> None:
    assert editor.get(f"/gestion/pages/{home_page().pk}/?q={quote(typed)}").status_code == 200


def test_words_in_quotes_are_found(editor: Client) -> None:
    EditorialPageFactory(title='Le service dit "bonjour" à tous')
    response = editor.get(f"/gestion/pages/{home_page().pk}/?q=%22bonjour%22")
    assert "Le service dit" in response.content.decode()


@pytest.mark.parametrize(
    "typed", ["oeuvre", "ŒUVRE", "l'oeuvre", "ete", "Été", "E\u0301te\u0301", "œuvre d'ete"]
)
def test_pages_are_found_as_a_reader_compares(typed: str, editor: Client) -> None:
    EditorialPageFactory(title="L’œuvre d’été\u00ad")
    address = f"/gestion/pages/{home_page().pk}/"
    assert "L’œuvre d’été" in editor.get(address, {"q": typed}).content.decode()
    chooser = editor.get("/gestion/choose-page/search/", {"q": typed}).content.decode()
    assert "L’œuvre d’été" in chooser


@pytest.mark.parametrize("typed", ["lecoeur helene", "HÉLÈNE lecœur", "Hélène Lec", "helene@exemple.fr"])
def test_agents_are_found_whatever_the_order_of_their_names(typed: str, administrator: Client) -> None:
    UserFactory(first_name="Hélène", last_name="Lecœur", email="helene@exemple.fr")
    UserFactory(first_name="Hélène", last_name="Quelconque")
    html = administrator.get("/gestion/users/", {"q": typed}).content.decode()
    assert "Lecœur" in html
    assert "Quelconque" not in html


def test_all_the_accounts_found_are_those_of_the_bulk_action(administrator: Client) -> None:
    found = UserFactory(first_name="Hélène", last_name="Lecœur")
    action = AgentDeleteBulkAction(RequestFactory().get("/", {"q": "lecoeur helene"}), type(found))
    assert list(action.get_all_objects_in_listing_query(None)) == [found.pk]


def test_services_are_found_by_all_their_columns(administrator: Client) -> None:
    ServiceFactory(name="Économie de l’Eau", acronym="DEA")
    for typed in ("economie", "l'eau", "DEA eau", "ÉCONOMIE"):
        assert "Économie" in administrator.get(reverse("services:index"), {"q": typed}).content.decode()
    assert "Économie" not in administrator.get(reverse("services:index"), {"q": "voirie"}).content.decode()
