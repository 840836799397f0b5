"""Text is composed on its way in, whatever the way."""

import unicodedata

import pytest
from django import forms
from django.test import Client
from wagtail import blocks
from wagtail.models import Page
from wagtail.rich_text import RichText

from portal.accounts.models import Service
from portal.signin.directory.identities import plain_text
from tests.factories import PASSWORD, ActionPageFactory, EditorialPageFactory, ServiceFactory, UserFactory

COMPOSED = "Évaluation à l’école"
APART = unicodedata.normalize("NFD", COMPOSED)
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "field", [forms.CharField(), forms.CharField(strip=False), forms.SlugField(allow_unicode=True)]
)
def test_a_form_composes(field: forms.CharField) -> None:
    assert field.clean(unicodedata.normalize("NFD", "évaluation")) == "évaluation"
    assert forms.CharField(max_length=len(COMPOSED)).clean(APART) == COMPOSED


def test_a_block_composes() -> None:
    assert blocks.CharBlock().clean(APART) == COMPOSED
    assert blocks.RichTextBlock().clean(RichText(f"<p>{APART}</p>")).source == f"<p>{COMPOSED}</p>"


def test_what_is_kept_without_a_form_is_composed() -> None:
    one = ServiceFactory(name=APART)
    Service.objects.bulk_create([Service(name=f"{APART} 2", slug="deux")])
    assert set(Service.objects.values_list("name", flat=True)) == {COMPOSED, f"{COMPOSED} 2"}
    Service.objects.filter(pk=one.pk).update(name=f"{APART} 3", description=APART)
    one.refresh_from_db()
    assert (one.name, one.description) == (f"{COMPOSED} 3", COMPOSED)
    page = ActionPageFactory(title=APART, summary=APART)
    assert Page.objects.get(pk=page.pk).title == COMPOSED


def test_a_question_to_the_database_is_composed() -> None:
    service = ServiceFactory(name=COMPOSED)
    assert Service.objects.get(name=APART) == Service.objects.get(name__in=[APART]) == service


def test_the_texts_of_a_stream_are_composed() -> None:
    page = EditorialPageFactory()
    page.body = [("text", RichText(f"<p>{APART}</p>"))]
    page.save()
    page.refresh_from_db()
    assert page.body[0].value.source == f"<p>{COMPOSED}</p>"


def test_a_password_is_the_same_however_its_accents_are_typed(client: Client) -> None:
    UserFactory(email="agent@exemple.fr", password=COMPOSED)
    response = client.post("/connexion/", {"username": "agent@exemple.fr", "password": APART})
    assert response.status_code == 302


def test_signing_in_with_an_address_copied_with_unseen_signs(client: Client) -> None:
    UserFactory(email="agent@exemple.fr")
    response = client.post("/connexion/", {"username": "\u200bAgent@exemple.fr\u00a0", "password": PASSWORD})
    assert response.status_code == 302


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Jean\u00a0Pierre", "Jean Pierre"),
        ("Jean\u202fPierre\n", "Jean Pierre"),
        ("He\u0301le\u0300ne", "Hélène"),
        ("Jean\u200b\x00-Luc", "Jean-Luc"),
        ("Jean\ud800", "Jean"),
    ],
)
def test_a_name_of_a_directory_is_a_line(given: str, name: str) -> None:
    assert plain_text(given) == name
