"""Text is composed on its way in, whatever the way, and a line stays a line."""

import unicodedata

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client
from wagtail import blocks
from wagtail.models import Page
from wagtail.rich_text import RichText

from portal.accounts.models import Service
from portal.signin.directory.identities import plain_text
from tests.common.test_readable import classes_below
from tests.factories import (
    PASSWORD,
    ActionPageFactory,
    EditorialPageFactory,
    ServiceFactory,
    UserFactory,
)

COMPOSED = "Évaluation à l’école"
APART = unicodedata.normalize("NFD", COMPOSED)
pytestmark = [pytest.mark.django_db, pytest.mark.database]


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


TURNED = "Yves\u202e\u2066 Valtreuil\u200b\r\nBcc: x@y\x08\x85\u2028.\ufeff"
LINE = "Yves Valtreuil Bcc: x@y ."


@pytest.mark.parametrize(
    "kept", ["anti\u00adcons\u00adtitutionnel", "👩\u200d🚒", "می\u200cخواهم", "L’Œil d’Éva"]
)
def test_what_draws_a_word_stays_in_it(kept: str) -> None:
    assert forms.CharField().clean(f"\u200d{kept}\u00ad ") == kept


@pytest.mark.parametrize("made", [forms.CharField(), blocks.CharBlock()])
def test_a_line_of_a_form_is_one_line(made: forms.CharField | blocks.CharBlock) -> None:
    assert made.clean(TURNED) == LINE


def test_a_nul_is_refused_as_everywhere() -> None:
    with pytest.raises(ValidationError):
        forms.CharField().clean("a\0b")


def test_several_lines_are_kept() -> None:
    for made in (forms.CharField(widget=forms.Textarea), blocks.TextBlock()):
        assert made.clean("Un.\nDeux.") == "Un.\nDeux."
    assert forms.CharField(strip=False).clean(" a \u200b ") == " a \u200b "


LINES = {
    str(field): field
    for model in apps.get_models()
    for field in model._meta.local_fields
    if isinstance(field, models.CharField)
}


@pytest.mark.parametrize("field", LINES.values(), ids=LINES)
def test_every_column_of_one_line_keeps_one_line(field: models.CharField) -> None:
    assert field.get_prep_value(TURNED) == LINE


def test_every_field_of_one_line_gives_one_line() -> None:
    fields = {
        f"{form.__qualname__}.{name}": field
        for form in classes_below(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.CharField) and isinstance(field.widget, forms.TextInput)
    }
    assert {"ProfileForm.first_name", "NameForm.name"} <= fields.keys()
    for name, field in fields.items():
        assert len(str(field.to_python(TURNED)).splitlines()) == 1, name


def test_a_name_of_another_script_turns_nothing_around_it(client: Client) -> None:
    client.force_login(UserFactory(first_name="יעל <b>", last_name="Un"))
    assert "<bdi>יעל &lt;b&gt; Un</bdi>" in client.get("/mon-espace/").content.decode()


PERSON = {
    "first_name": "Yves\u202e",
    "last_name": "Valtreuil\u200b\r\nHélène",
    "job_title": "Eve\r\nBcc: x@y",
}


@pytest.mark.parametrize("screen", ["profile", "administration"])
def test_the_name_of_a_person_is_a_line_wherever_it_is_typed(screen: str) -> None:
    agent = UserFactory()
    client = Client()
    if screen == "profile":
        client.force_login(agent)
        client.post("/mon-espace/profil/", PERSON)
    else:
        client.force_login(UserFactory(is_superuser=True))
        form = {"email": agent.email, "is_active": "on", **PERSON}
        client.post(f"/gestion/users/edit/{agent.pk}/", form)
    agent.refresh_from_db()
    assert (agent.first_name, agent.last_name) == ("Yves", "Valtreuil Hélène")
    assert agent.job_title == "Eve Bcc: x@y"
