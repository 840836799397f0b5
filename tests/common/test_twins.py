"""No second thing bears a name that readers take for that of another."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from portal.accounts.models import Organisation, Service
from projects.groups.models import WorkingGroupPage
from projects.models import Axis, Tag, Theme
from tests.admin.test_rights import group_form
from tests.factories import (
    AxisFactory,
    OrganisationFactory,
    ServiceFactory,
    TagFactory,
    ThemeFactory,
    UserFactory,
    WorkingGroupPageFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NAME = "Écoles d’été"
SAME = ["ÉCOLES D’ÉTÉ", "ecoles d'ete", "Écoles d’été\u200b", "Écoles\u00a0d’été\u3164"]
each_spelling = pytest.mark.parametrize("spelling", SAME)


def _theme(title: str) -> Theme:
    return Theme(axis=Axis.objects.first(), title=title, slug="autre")


def _axis(title: str) -> Axis:
    first = Axis.objects.first()
    assert first is not None
    return Axis(
        project=first.project, number=first.number + 1, title=title, slug="autre", pictogram="cooperer"
    )


@pytest.mark.parametrize(
    ("factory", "field", "second"),
    [
        (OrganisationFactory, "name", lambda name: Organisation(name=name, slug="autre")),
        (ServiceFactory, "name", lambda name: Service(name=name, slug="autre")),
        (TagFactory, "name", lambda name: Tag(name=name, slug="autre")),
        (ThemeFactory, "title", _theme),
        (AxisFactory, "title", _axis),
    ],
    ids=["organisation", "service", "tag", "theme", "axis"],
)
@each_spelling
def test_a_second_one_is_refused(
    spelling: str, factory: Any, field: str, second: Callable[[str], Any]
) -> None:
    first = factory(**{field: NAME})
    first.full_clean()
    with pytest.raises(ValidationError, match=NAME) as refusal:
        second(spelling).full_clean()
    assert list(refusal.value.message_dict) == [field]
    second("Autre chose").full_clean()


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    return client


@pytest.mark.parametrize("name", ["MODÉRATION", "Modération\u200b", "moderation", "Administration\u2060"])
def test_a_group_does_not_pass_for_one_that_comes_with_the_portal(name: str, client: Client) -> None:
    before = set(Group.objects.values_list("name", flat=True))
    html = client.post(reverse("wagtailusers_groups:add"), group_form(Group(), name=name)).content.decode()
    assert set(Group.objects.values_list("name", flat=True)) == before
    assert "existe déjà" in html
    own = Group.objects.create(name="Accueil")
    client.post(reverse("wagtailusers_groups:edit", args=[own.pk]), group_form(own, name=name))
    own.refresh_from_db()
    assert own.name == "Accueil"


def test_one_that_passed_for_it_before_is_renamed_or_deleted(client: Client) -> None:
    own = Group.objects.create(name="MODÉRATION")
    client.post(reverse("wagtailusers_groups:edit", args=[own.pk]), group_form(own, name="Accueil"))
    own.refresh_from_db()
    assert own.name == "Accueil"
    again = Group.objects.create(name="MODÉRATION")
    built_in = Group.objects.get(name="Modération")
    form = group_form(built_in)
    del form["permissions"]
    assert client.post(reverse("wagtailusers_groups:edit", args=[built_in.pk]), form).status_code == 302
    client.post(reverse("wagtailusers_groups:delete", args=[again.pk]))
    assert not Group.objects.filter(pk=again.pk).exists()


@each_spelling
def test_a_working_group_has_a_name_of_its_own(spelling: str, client: Client) -> None:
    first = WorkingGroupPageFactory(title=NAME)
    address = reverse("wagtailadmin_pages:add", args=["groups", "workinggrouppage", first.get_parent().pk])
    form = nested_form_data(
        {"title": spelling, "slug": "autre", "number": 9, "summary": "", "mission": "", "rhythm": "",
         "body": streamfield([])}
    )  # fmt: skip
    assert "existe déjà" in client.post(address, form).content.decode()
    assert WorkingGroupPage.objects.count() == 1
    client.post(address, form | {"title": "Autre chose"})
    assert WorkingGroupPage.objects.count() == 2
