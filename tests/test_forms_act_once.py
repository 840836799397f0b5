"""A form that is sent twice acts once: a double click, a reload, a slow network."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Count
from django.http import HttpResponseBase
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from portal.common.models import SubmittedOnce
from tests.authorisation.world import World, body, build_world, rolled_back
from tests.posted_forms import SITE_ROLES, PostedForm, posted_forms

pytestmark = [pytest.mark.django_db, pytest.mark.long]

# What every request writes, or what counts requests: two sendings are two.
COUNTS_REQUESTS = {
    "fragments.ContentChange",
    "quotas.QuotaUse",
    "signin.Session",
    "signin.SignInFailure",
}
# Who asks again for the mail about a forgotten password wants another one.
ASKS_AGAIN = {"/mot-de-passe/oublie/": {"mail.OutgoingMail"}}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), rolled_back():
        yield build_world()


def rows() -> dict[str, int]:
    """How many rows each table holds."""
    return {
        model._meta.label: model._base_manager.aggregate(rows=Count("pk"))["rows"]
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy and model._meta.label not in COUNTS_REQUESTS
    }


def send(world: World, form: PostedForm, **other: str) -> HttpResponseBase:
    response = world.client(form.role).post(form.action, form.filled() | other)
    assert response.status_code < 500, form.name
    return response


def test_every_form_of_the_site_acts_once(world: World) -> None:
    made: dict[str, set[str]] = {}
    for form in posted_forms(world, admin=False, roles=SITE_ROLES):
        with rolled_back():
            before = rows()
            body(send(world, form))
            once = rows()
            body(send(world, form))
            twice = rows()
        new = {label for label in once if once[label] > before[label]}
        again = {label for label in twice if twice[label] > once[label]}
        again -= ASKS_AGAIN.get(form.action, set())
        assert again == set(), f"{form.name} on {form.place} made {again} twice"
        if new:
            made[form.name] = new
    with_key = {name for name in made if "submission" in name.split()}
    assert len(with_key) >= 7, "the forms that create something were not accepted, and prove nothing"
    assert len(made) > len(with_key)


def makes_a_row(form: PostedForm) -> bool:
    """Whether a row has the key of this form."""
    key = form.filled()["submission"]
    models = [model for model in apps.get_models() if issubclass(model, SubmittedOnce)]
    return any(model._base_manager.filter(submission=key).exists() for model in models)


@pytest.fixture(scope="module")
def with_key(world: World) -> list[PostedForm]:
    """The forms that make a row with their key when they are filled in."""
    forms = []
    for form in posted_forms(world, admin=False, roles=SITE_ROLES):
        if "submission" in form.filled() and not makes_a_row(form):
            with rolled_back():
                body(send(world, form))
                if makes_a_row(form):
                    forms.append(form)
    assert len(forms) >= 7
    return forms


OTHER = {"date": "2026-11-03", "number": "2", "time": "13:00", "email": "b@exemple.invalid"}


def other_contents(form: PostedForm) -> Iterator[dict[str, str]]:
    """What a person may write or choose instead, one field after the other."""
    filled = form.filled()
    for name, kind in form.kinds().items():
        tags = [tag for tag in form.controls() if tag["name"] == name]
        if kind == "radio":
            offered = [str(tag.get("value", "")) for tag in tags]
        elif kind == "select":
            offered = [str(option.get("value", "")) for option in tags[0].find_all("option")]
        else:
            offered = ["09:00" if name == "starts" else OTHER.get(kind, "Un autre avis.")]
        if other := [value for value in offered if value not in ("", filled.get(name))]:
            yield {name: other[-1]}


def test_what_is_sent_otherwise_with_the_same_key_is_refused_and_given_back(
    world: World, with_key: list[PostedForm]
) -> None:
    for form in with_key:
        contents = list(other_contents(form))
        assert contents, form.name
        for other in contents:
            with rolled_back():
                body(send(world, form))
                once = rows()
                answer = send(world, form, **other)
                html = body(answer).decode()
                assert rows() == once, f"{form.name} made something else of {other}"
            assert answer.status_code == 200, f"{form.name} confirmed {other}"
            assert "déjà été envoyé avec un autre contenu" in html, f"{form.name} said nothing of {other}"
            [(name, value)] = other.items()
            given = re.search(
                rf'name="{name}"[^>]*value="{value}"|<textarea[^>]*name="{name}"[^>]*>\s*{value}', html
            )
            assert given or re.search(rf'value="{value}"[^>]*(selected|checked)', html), (form.name, other)
            assert str(form.filled()["submission"]) not in html, f"{form.name} cannot be sent again"


def test_a_form_sent_again_at_the_limit_is_confirmed(
    world: World, with_key: list[PostedForm], settings: Settings
) -> None:
    for form in with_key:
        with rolled_back():
            settings.QUOTAS = dict.fromkeys(settings.QUOTAS, "1/hour")
            first = send(world, form)
            again = send(world, form)
        assert again.status_code == first.status_code == 302, form.name
        assert again.headers["Location"] == first.headers["Location"], form.name
