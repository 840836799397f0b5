"""The groups of the portal become what is declared, and stay so."""

from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.utils import translation
from django.utils.translation import gettext_lazy
from wagtail.models import GroupApprovalTask, GroupCollectionPermission, GroupPagePermission

from portal.roles import services
from portal.roles.declared import ROLES, Duty, Role
from portal.roles.management.commands.apply_roles import roles_table
from portal.roles.services import UnknownRightError, apply_roles, planned_changes

pytestmark = pytest.mark.django_db


def changed(*, dry_run: bool) -> str:
    written = StringIO()
    call_command("apply_roles", dry_run=dry_run, stdout=written)
    return written.getvalue()


def test_migrating_applies_them() -> None:
    assert planned_changes() == []
    assert changed(dry_run=True) == "Every group is as declared.\n"


def test_rights_changed_by_hand_are_put_back() -> None:
    group = Group.objects.get(name="Modération")
    before = set(group.permissions.all())
    group.permissions.remove(Permission.objects.get(codename="view_comment", content_type__model="comment",
                                                    content_type__app_label="comments"))  # fmt: skip
    group.permissions.add(Permission.objects.get(codename="change_user"))
    expected = "Modération\n  + comments.view_comment\n  - accounts.change_user\n"
    assert changed(dry_run=True) == expected
    assert set(group.permissions.all()) != before
    assert changed(dry_run=False) == expected
    assert set(group.permissions.all()) == before
    assert planned_changes() == []


def test_a_missing_group_comes_back_with_its_places() -> None:
    pages, collections = (
        set(model.objects.filter(group__name="Communication").values_list("permission__codename", flat=True))
        for model in (GroupPagePermission, GroupCollectionPermission)
    )
    Group.objects.get(name="Communication").delete()
    [change] = apply_roles()
    assert (change.group, change.is_new, change.taken) == ("Communication", True, [])
    group = Group.objects.get(name="Communication")
    for model, expected in ((GroupPagePermission, pages), (GroupCollectionPermission, collections)):
        held = model.objects.filter(group=group).values_list("permission__codename", flat=True)
        assert expected
        assert set(held) == expected
    assert list(GroupApprovalTask.objects.get().groups.all()) == [group]


def test_places_belong_to_the_installation() -> None:
    group = Group.objects.get(name="Communication")
    group.page_permissions.all().delete()
    assert apply_roles() == []
    assert not group.page_permissions.exists()


def test_groups_of_the_installation_are_left_alone() -> None:
    own = Group.objects.create(name="Accueil")
    own.permissions.add(Permission.objects.get(codename="change_user"))
    assert apply_roles() == []
    assert own.permissions.count() == 1


def test_a_right_that_no_model_has_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        services,
        "ROLES",
        (*ROLES, Role("Gardiens", (Duty(gettext_lazy("yes"), rights=("projects.moon.add",)),))),
    )
    with pytest.raises(UnknownRightError, match=r"projects\.moon\.add"):
        apply_roles()
    assert not Group.objects.filter(name="Gardiens").exists()


def test_the_table_for_people_is_the_one_declared() -> None:
    """Made anew by `manage.py apply_roles --table`."""
    with translation.override("fr"):
        declared = list(roles_table())
    document = (Path(__file__).resolve().parents[2] / "docs" / "roles.md").read_text()
    assert [line for line in document.splitlines() if line.startswith("|")] == declared
