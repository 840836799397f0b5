"""Every form that a person can fill in gives back what was typed: found by walking all the addresses."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import resolve
from pytest_django import DjangoDbBlocker

from portal.http import form_recovery
from tests.authorisation.world import World, build_world, rolled_back
from tests.posted_forms import LETTERS, SITE_ROLES, TEXT, PostedForm, forms_of, posted_forms

pytestmark = [pytest.mark.django_db, pytest.mark.long]

# What they save without a button of theirs is a draft.
PAGE_EDITORS = {"wagtailadmin_pages:add", "wagtailadmin_pages:edit"}
CODES = {"one-time-code", "current-password", "new-password"}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), rolled_back():
        yield build_world()


@pytest.fixture(scope="module")
def site_forms(world: World) -> list[PostedForm]:
    return list(posted_forms(world, admin=False, roles=SITE_ROLES))


@pytest.fixture(scope="module")
def admin_forms(world: World) -> list[PostedForm]:
    return list(posted_forms(world, admin=True, roles=("administrator",)))


def texts(form: PostedForm) -> list[str]:
    """The names of the fields in which a person writes in this form, and which are no secret."""
    codes = {str(tag["name"]) for tag in form.controls() if tag.get("autocomplete") in CODES}
    return [name for name, kind in form.kinds().items() if kind in LETTERS and name not in codes]


def typed(form: PostedForm) -> dict[str, str]:
    """Another text for each field."""
    return {name: f"{TEXT} {number}" for number, name in enumerate(texts(form))}


def come_back(world: World, form: PostedForm, data: dict) -> tuple[Client, str]:
    """Send the form after the session ended, sign in again, and give the page shown then."""
    visitor = Client()
    answer = visitor.post(form.action, data, headers={"Referer": f"http://testserver{form.place}"})
    assert answer.status_code == 302, form.name
    assert answer.url.startswith("/connexion/?next="), form.name
    visitor.force_login(world.users[form.role])
    shown = visitor.get(form.place, follow=True)
    assert shown.status_code == 200, form.name
    return visitor, shown.content.decode()


def test_every_text_of_every_form_of_the_site_comes_back(world: World, site_forms: list[PostedForm]) -> None:
    walked = [form for form in site_forms if texts(form) and "_owner" in form.filled()]
    assert len(walked) > 20
    for form in walked:
        with rolled_back():
            written = typed(form)
            _client, html = come_back(world, form, form.filled() | written)
            again = list(forms_of(html.encode(), role=form.role, place=form.place))
            fields = [
                {str(tag["name"]): tag.get("value", tag.text.removeprefix("\n")) for tag in one.controls()}
                for one in again
                if one.action.partition("?")[0] == form.action.partition("?")[0]
            ]
            assert any(written.items() <= shown.items() for shown in fields), (form.name, form.place)
            assert "Votre session avait expiré" in html, form.name


def test_every_text_of_every_form_of_the_administration_comes_back(
    world: World, admin_forms: list[PostedForm]
) -> None:
    walked = [form for form in admin_forms if texts(form) and "_owner" in form.filled()]
    assert len(walked) > 30
    for form in walked:
        with rolled_back():
            written = typed(form)
            _client, html = come_back(world, form, form.filled() | written)
            shown = BeautifulSoup(html, "html.parser")
            is_sent_again = "Votre texte a été gardé" in html
            view_name = resolve(urlsplit(form.action).path).view_name
            assert not is_sent_again or view_name in PAGE_EDITORS, f"{form.name} would act"
            for name, text in written.items():
                values = [
                    tag.get("value") or tag.text.removeprefix("\n")
                    for tag in shown.find_all(attrs={"name": name})
                ]
                given_back = shown.find("textarea", id="texte-rendu")
                assert text in values or (given_back and text in given_back.text), (form.name, name)


def test_secrets_of_every_form_are_known_as_such(
    site_forms: list[PostedForm], admin_forms: list[PostedForm]
) -> None:
    """Their names say it: nothing else is known of them when a session has ended."""
    names = {
        str(tag["name"])
        for form in [*site_forms, *admin_forms]
        for tag in form.controls()
        if tag.get("type") == "password" or tag.get("autocomplete") in CODES
    }
    assert len(names) > 3
    assert {name for name in names if not form_recovery.SECRET.search(name)} == set()
