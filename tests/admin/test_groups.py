"""The groups that the portal makes, and what each may do."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, Page, Site, Workflow

from tests.factories import UserFactory, home_page

pytestmark = pytest.mark.django_db

GROUPS = {
    "Agents",
    "Responsables d’action",
    "Communication",
    "Modération",
    "Comité de pilotage",
    "Administration",
}


def test_the_six_groups_exist_and_wagtails_own_are_gone() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == GROUPS


@pytest.mark.parametrize(
    ("permission", "holders"),
    [
        (
            "wagtailadmin.access_admin",
            {"Communication", "Modération", "Comité de pilotage", "Administration"},
        ),
        ("projects.add_progressentry", {"Responsables d’action", "Administration"}),
        ("projects.view_actionpage", {"Communication", "Comité de pilotage", "Administration"}),
        ("projects.change_axis", {"Communication", "Administration"}),
        ("projects.delete_tag", {"Communication", "Administration"}),
        ("moderation.add_moderationdecision", {"Modération", "Administration"}),
        ("moderation.view_sealedtext", {"Comité de pilotage"}),
        ("proposals.add_proposalanswer", {"Comité de pilotage", "Administration"}),
        ("moderation.change_charterrule", {"Communication", "Administration"}),
        ("moderation.delete_charterrule", set()),
        ("common.change_externalsite", {"Communication", "Administration"}),
        ("accounts.change_user", {"Administration"}),
        ("accounts.change_organisation", {"Administration"}),
        ("auth.change_group", {"Administration"}),
        ("privacy.view_privacyrequest", {"Administration"}),
        ("privacy.change_privacyrequest", {"Administration"}),
        ("privacy.add_privacyrequest", set()),
        ("privacy.delete_privacyrequest", set()),
        ("wagtailcore.change_site", {"Administration"}),
        ("wagtailcore.change_workflow", {"Administration"}),
    ],
)
def test_who_holds_a_permission(permission: str, holders: set[str]) -> None:
    assert {name for name in GROUPS if UserFactory(groups=[name]).has_perm(permission)} == holders


@pytest.mark.parametrize("action", ["add", "change", "publish", "lock", "unlock"])
def test_pages_are_for_communication_and_administrators(action: str) -> None:
    policy = {
        name: home_page().permissions_for_user(UserFactory(groups=[name])).permissions for name in GROUPS
    }
    assert {name for name, actions in policy.items() if action in actions} == {
        "Communication",
        "Administration",
    }


def test_only_administrators_delete_whole_branches() -> None:
    home = home_page()
    assert {
        name
        for name in GROUPS
        if "bulk_delete" in home.permissions_for_user(UserFactory(groups=[name])).permissions
    } == {"Administration"}


def test_the_workflow_covers_the_whole_tree_and_asks_communication() -> None:
    workflow = Workflow.objects.get()
    assert workflow.active
    assert Site.objects.get(is_default_site=True).root_page.get_workflow() == workflow
    task = GroupApprovalTask.objects.get()
    assert [group.name for group in task.groups.all()] == ["Communication"]
    assert [t.specific for t in workflow.tasks] == [task]
    assert Page.objects.get(depth=1).get_workflow() == workflow
