"""A form that is sent twice acts once: a double click, a reload, a slow network."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Count
from pytest_django import DjangoDbBlocker

from tests.authorisation.world import World, body, build_world, rolled_back
from tests.posted_forms import SITE_ROLES, PostedForm, posted_forms

pytestmark = pytest.mark.django_db

# What every request writes, or what counts requests: two sendings are two.
COUNTS_REQUESTS = {"signin.Session", "quotas.QuotaUse", "signin.SignInFailure"}
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


def send(world: World, form: PostedForm) -> None:
    response = world.client(form.role).post(form.action, form.filled())
    assert response.status_code < 500, form.name
    body(response)


def test_every_form_of_the_site_acts_once(world: World) -> None:
    made: dict[str, set[str]] = {}
    for form in posted_forms(world, admin=False, roles=SITE_ROLES):
        with rolled_back():
            before = rows()
            send(world, form)
            once = rows()
            send(world, form)
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
