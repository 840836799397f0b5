"""The groups that the portal makes, and what each may do."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, Page, Site, Workflow

from tests.factories import UserFactory, home_page

pytestmark = pytest.mark.django_db

GROUPS = {"Agents", "Action leads", "Communication", "Moderators", "Steering committee", "Administrators"}


def test_the_six_groups_exist_and_wagtails_own_are_gone() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == GROUPS


@pytest.mark.parametrize(
    ("permission", "holders"),
    [
        (
            "wagtailadmin.access_admin",
            {"Communication", "Moderators", "Steering committee", "Administrators"},
        ),
        ("projects.add_progressentry", {"Action leads", "Administrators"}),
        ("projects.view_actionpage", {"Communication", "Steering committee", "Administrators"}),
        ("projects.change_axis", {"Communication", "Administrators"}),
        ("projects.delete_tag", {"Communication", "Administrators"}),
        ("moderation.add_moderationdecision", {"Moderators", "Administrators"}),
        ("moderation.view_sealedtext", {"Steering committee"}),
        ("proposals.add_proposalanswer", {"Steering committee", "Administrators"}),
        ("moderation.change_charterrule", {"Communication", "Administrators"}),
        ("moderation.delete_charterrule", set()),
        ("common.change_externalsite", {"Communication", "Administrators"}),
        ("accounts.change_user", {"Administrators"}),
        ("accounts.change_organisation", {"Administrators"}),
        ("auth.change_group", {"Administrators"}),
        ("privacy.view_privacyrequest", {"Administrators"}),
        ("privacy.change_privacyrequest", {"Administrators"}),
        ("privacy.add_privacyrequest", set()),
        ("privacy.delete_privacyrequest", set()),
        ("wagtailcore.change_site", {"Administrators"}),
        ("wagtailcore.change_workflow", {"Administrators"}),
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
        "Administrators",
    }


def test_only_administrators_delete_whole_branches() -> None:
    home = home_page()
    assert {
        name
        for name in GROUPS
        if "bulk_delete" in home.permissions_for_user(UserFactory(groups=[name])).permissions
    } == {"Administrators"}


def test_the_workflow_covers_the_whole_tree_and_asks_communication() -> None:
    workflow = Workflow.objects.get()
    assert workflow.active
    assert Site.objects.get(is_default_site=True).root_page.get_workflow() == workflow
    task = GroupApprovalTask.objects.get()
    assert [group.name for group in task.groups.all()] == ["Communication"]
    assert [t.specific for t in workflow.tasks] == [task]
    assert Page.objects.get(depth=1).get_workflow() == workflow
