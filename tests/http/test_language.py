"""French unless the switch says otherwise."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_interface_is_french_whatever_the_browser_prefers(client: Client) -> None:
    response = client.get("/connexion/", headers={"accept-language": "en"})
    assert '<html lang="fr"' in response.content.decode()


def test_the_switch_turns_it_to_english_and_back(client: Client) -> None:
    client.post("/langue/", {"language": "en", "next": "/connexion/"})
    assert '<html lang="en"' in client.get("/connexion/").content.decode()
    client.post("/langue/", {"language": "fr", "next": "/connexion/"})
    assert '<html lang="fr"' in client.get("/connexion/").content.decode()
