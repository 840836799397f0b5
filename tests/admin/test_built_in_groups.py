"""The groups that come with the portal keep their name and their rights; others are free."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import RoleName
from tests.admin.test_rights import group_form, permission
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
KEPT = "est fourni avec le portail"

each_role = pytest.mark.parametrize("name", list(RoleName))


@pytest.fixture
def client(sign_in: Callable) -> Client:
    return sign_in(UserFactory(groups=[RoleName.ADMINISTRATORS], is_superuser=True))


def edit(group: Group) -> str:
    return reverse("wagtailusers_groups:edit", args=[group.pk])


def delete(group: Group) -> str:
    return reverse("wagtailusers_groups:delete", args=[group.pk])


@each_role
def test_it_is_not_deleted_and_no_screen_offers_it(name: str, client: Client) -> None:
    group = Group.objects.get(name=name)
    for screen in (edit(group), reverse("wagtailusers_groups:index")):
        assert delete(group) not in client.get(screen).content.decode()
    for answer in (client.get(delete(group), follow=True), client.post(delete(group), follow=True)):
        assert KEPT in answer.content.decode()
    assert Group.objects.filter(pk=group.pk).exists()


@each_role
def test_it_keeps_its_name_and_its_rights(name: str, client: Client) -> None:
    group = Group.objects.get(name=name)
    before = set(group.permissions.all())
    held = [str(one.pk) for one in before]
    for change in (
        {"name": "Autre"},
        {"permissions": [*held, str(permission("wagtailcore.add_site").pk), "1"]},
    ):
        answer = client.post(edit(group), group_form(group, **change))
        assert KEPT in answer.content.decode()
    client.post(edit(group), group_form(group, permissions=[]))
    group.refresh_from_db()
    assert (group.name, set(group.permissions.all())) == (name, before)


@each_role
def test_its_screen_says_what_it_may_do_and_offers_no_right(name: str, client: Client) -> None:
    screen = client.get(edit(Group.objects.get(name=name))).content.decode()
    assert "Lire, chercher, commenter, se porter volontaire" in screen
    assert KEPT in screen
    assert 'name="permissions"' not in screen


def test_the_places_where_it_works_can_change(client: Client) -> None:
    group = Group.objects.get(name=RoleName.COMMUNICATION)
    form = group_form(group)
    del form["permissions"]
    assert client.post(edit(group), form).status_code == 302


def test_rights_over_pages_are_said_in_french(client: Client) -> None:
    screen = client.get(reverse("wagtailusers_groups:add")).content.decode()
    boxes = re.findall(r'page_permissions-\w+-permissions_\d+" class="w-sr-only">(.*?)</label>', screen)
    assert len(boxes) == 6
    assert "Publier n&#x27;importe quelle page" in boxes
    assert not [box for box in boxes if "|" in box or "Can " in box]


def test_groups_are_not_deleted_in_bulk(client: Client) -> None:
    group = Group.objects.get(name=RoleName.MODERATORS)
    address = reverse("wagtail_bulk_action", args=["auth", "group", "delete"])
    assert client.post(f"{address}?id={group.pk}").status_code == 404
    assert Group.objects.filter(pk=group.pk).exists()


def test_a_group_of_the_installation_is_made_renamed_and_deleted(client: Client) -> None:
    wanted = [str(permission("projects.change_axis").pk)]
    client.post(reverse("wagtailusers_groups:add"), group_form(Group(), name="Accueil", permissions=wanted))
    group = Group.objects.get(name="Accueil")
    assert 'name="permissions"' in client.get(edit(group)).content.decode()
    assert delete(group) in client.get(edit(group)).content.decode()
    client.post(edit(group), group_form(group, name="Accueil du public"))
    group.refresh_from_db()
    assert (group.name, group.permissions.count()) == ("Accueil du public", 1)
    client.post(delete(group))
    assert not Group.objects.filter(pk=group.pk).exists()
