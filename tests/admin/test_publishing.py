"""Scheduled publishing, history, and the reading of a page by Communication before it is published."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission

from projects.models import ActionPage
from tests.admin.forms import action_data
from tests.factories import ActionIndexPageFactory, ActionPageFactory, ThemeFactory, UserFactory, home_page

pytestmark = pytest.mark.django_db


def edit_url(action: ActionPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[action.pk])


def reload(action: ActionPage) -> ActionPage:
    return ActionPage.objects.get(pk=action.pk)


def a_moment(**ahead: int) -> str:
    return (timezone.localtime() + datetime.timedelta(**ahead)).strftime("%Y-%m-%d %H:%M")


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Moves the clock ahead of the present."""

    def at(**ahead: int) -> None:
        now = timezone.now() + datetime.timedelta(**ahead)
        monkeypatch.setattr(timezone, "now", lambda: now)

    return at


def test_a_page_is_published_at_its_hour(editor: Client, at: Callable[..., None]) -> None:
    action = ActionPageFactory(live=False, title="À paraître")
    data = action_data(action, go_live_at=a_moment(hours=2))
    assert editor.post(edit_url(action), {**data, "action-publish": "1"}).status_code == 302
    assert not reload(action).live
    call_command("publish_scheduled", verbosity=0)
    assert not reload(action).live, "not before its hour"

    at(hours=3)
    call_command("publish_scheduled", verbosity=0)
    assert reload(action).live
    assert reload(action).progress_entries.count() == 1, "the log begins when the action is published"


def test_a_page_leaves_at_its_hour(editor: Client, at: Callable[..., None]) -> None:
    action = ActionPageFactory()
    editor.post(edit_url(action), {**action_data(action, expire_at=a_moment(hours=2)), "action-publish": "1"})
    assert reload(action).live
    at(hours=3)
    call_command("publish_scheduled", verbosity=0)
    assert not reload(action).live


def test_an_hour_in_the_past_is_refused_at_its_field(editor: Client) -> None:
    action = ActionPageFactory(live=False)
    data = action_data(action, expire_at=a_moment(hours=-2))
    response = editor.post(edit_url(action), {**data, "action-publish": "1"})
    assert "expire_at" in response.context["form"].errors


def test_an_earlier_version_comes_back(editor: Client) -> None:
    action = ActionPageFactory(title="Premier titre")
    for title in ("Premier titre", "Second titre"):
        data = action_data(reload(action), title=title)
        editor.post(edit_url(action), {**data, "action-publish": "1"})
    assert reload(action).title == "Second titre"
    history = editor.get(reverse("wagtailadmin_pages:history", args=[action.pk]))
    assert history.status_code == 200
    first, second = action.revisions.order_by("created_at")
    compared = editor.get(
        reverse("wagtailadmin_pages:revisions_compare", args=[action.pk, first.pk, second.pk])
    )
    assert "Second" in compared.content.decode()

    revert = reverse("wagtailadmin_pages:revisions_revert", args=[action.pk, first.pk])
    page = editor.get(revert)
    assert page.context["form"]["title"].value() == "Premier titre"
    data = action_data(action, title="Premier titre", revision=first.pk)
    editor.post(edit_url(action), {**data, "action-publish": "1"})
    assert reload(action).title == "Premier titre"


# The workflow


@pytest.fixture
def contributor(sign_in: Any) -> Client:
    """Someone of a group that an administrator made, who may write pages and not publish them."""
    group = Group.objects.create(name="Rédacteurs invités")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_page", "change_page"):
        GroupPagePermission.objects.create(
            group=group,
            page=home_page(),
            permission=Permission.objects.get(codename=codename, content_type__app_label="wagtailcore"),
        )
    user = UserFactory(first_name="Noé", last_name="Vauquelin")
    user.groups.add(group)
    return sign_in(user)


def submit(contributor: Client) -> ActionPage:
    index = ActionIndexPageFactory()
    theme = ThemeFactory(axis__project=index.get_parent().specific)
    url = reverse("wagtailadmin_pages:add", args=["projects", "actionpage", index.pk])
    response = contributor.post(url, {**action_data(about=theme), "action-submit": "1"})
    assert response.status_code == 302
    return ActionPage.objects.get(slug="une-action-neuve")


def decide(reviewer: Client, action: ActionPage, decision: str, **data: str) -> Any:
    task = action.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[action.pk, decision, task.pk])
    return reviewer.post(url, data)


def test_a_contributor_does_not_publish(contributor: Client) -> None:
    action = ActionPageFactory(live=False)
    response = contributor.get(edit_url(action))
    assert 'name="action-publish"' not in response.content.decode()
    assert 'name="action-submit"' in response.content.decode()
    contributor.post(edit_url(action), {**action_data(action), "action-publish": "1"})
    assert not reload(action).live


def test_communication_reads_and_publishes(contributor: Client, editor: Client) -> None:
    action = submit(contributor)
    assert not action.live
    assert action.workflow_in_progress
    assert "Une action neuve" in editor.get(reverse("wagtailadmin_home")).content.decode()
    decide(editor, action, "approve")
    action = reload(action)
    assert action.live
    assert not action.workflow_in_progress


def test_communication_sends_a_page_back_with_a_reason(contributor: Client, editor: Client) -> None:
    action = submit(contributor)
    decide(editor, action, "reject", comment="Il manque un résumé.")
    assert not reload(action).live
    assert not reload(action).workflow_in_progress
    history = contributor.get(reverse("wagtailadmin_pages:workflow_history", args=[action.pk]))
    assert history.status_code == 200
    contributor.post(edit_url(action), {**action_data(action, summary="Voici."), "action-submit": "1"})
    assert reload(action).workflow_in_progress, "it can be submitted again"


def test_communication_is_told_by_mail(contributor: Client, django_capture_on_commit_callbacks: Any) -> None:
    reader = UserFactory(groups=["Communication"])
    with django_capture_on_commit_callbacks(execute=True):
        submit(contributor)
    call_command("send_mail_outbox")
    assert reader.email in [address for message in mail.outbox for address in message.to]


def test_a_contributor_does_not_approve_their_own_page(contributor: Client) -> None:
    action = submit(contributor)
    decide(contributor, action, "approve")
    assert not reload(action).live
