"""What an editor types in a search of the administration is words, never an operator."""

from urllib.parse import quote

import pytest
from django.test import Client

from tests.factories import EditorialPageFactory, home_page


@pytest.mark.parametrize(
    "typed", ['dit "bonjour', '"bonjour" AND', 'data:"x"*', "l'accueil", "100 % \\", "{title} : x"]
)
def test_any_text_can_be_searched(editor: Client, typed: str) -> None:
    assert editor.get(f"/gestion/pages/{home_page().pk}/?q={quote(typed)}").status_code == 200


def test_words_in_quotes_are_found(editor: Client) -> None:
    EditorialPageFactory(title='Le service dit "bonjour" à tous')
    response = editor.get(f"/gestion/pages/{home_page().pk}/?q=%22bonjour%22")
    assert "Le service dit" in response.content.decode()
