"""What holds when people change the same plan at the same moment: threads on a real database."""

import datetime
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from projects.groups.models import WorkingGroupPage
from projects.groups.services import add_member, plan_meeting
from projects.models import ActionPage
from tests.admin.open_form import OpenForm
from tests.factories import ActionPageFactory, UserFactory, WorkingGroupPageFactory
from tests.simultaneous import together

THREADS = 6


@pytest.fixture
def committed(shared_database: None) -> Iterator[tuple[WorkingGroupPage, User]]:
    """A group and an agent that every thread reads."""
    [(group, agent)] = together(lambda: (WorkingGroupPageFactory(), UserFactory()))
    yield group, agent

    def remove() -> None:
        group.get_parent().get_parent().delete()
        agent.delete()

    together(remove)


def test_a_meeting_planned_and_a_member_added_at_once_are_one(
    committed: tuple[WorkingGroupPage, User],
) -> None:
    group, agent = committed
    start = timezone.now()

    def run_the_group() -> None:
        add_member(group=group, agent=agent)
        plan_meeting(group=group, subject="x", starts_at=start, ends_at=start + datetime.timedelta(hours=1))

    together(*[run_the_group] * THREADS)
    assert together(lambda: (group.members.count(), group.meetings.count())) == [(1, 1)]


@pytest.fixture
def plan(shared_database: None) -> Iterator[tuple[ActionPage, list[User]]]:
    """An action, and the editors who begin others beside it."""
    [(action, editors)] = together(
        lambda: (
            ActionPageFactory(number=4),
            [UserFactory(groups=["Communication"]) for _n in range(THREADS)],
        )
    )
    yield action, editors

    def remove() -> None:
        action.project.delete()
        for editor in editors:
            editor.delete()

    together(remove)


@pytest.mark.long
def test_editors_who_begin_an_action_at_once_have_each_a_number_and_their_text(
    plan: tuple[ActionPage, list[User]],
) -> None:
    existing, editors = plan
    index = existing.get_parent()
    address = reverse("wagtailadmin_pages:add", args=["projects", "actionpage", index.pk])

    def begin(editor: User) -> OpenForm:
        client = Client()
        client.force_login(editor)
        form = OpenForm(client, address)
        form.type(
            title=f"Action {editor.pk}",
            slug=f"action-{editor.pk}",
            summary=editor.email,
            theme=str(existing.theme_id),
        )
        return form

    forms = together(*(lambda editor=editor: begin(editor) for editor in editors))
    for _pause in range(2):
        answers = together(*(form.autosave for form in forms))
    assert len({answer["pk"] for answer in answers}) == THREADS
    [rows] = together(lambda: list(ActionPage.objects.child_of(index).values_list("number", "summary")))
    assert sorted(number for number, _text in rows) == list(range(4, 5 + THREADS))
    shown = {(int(form.data["number"]), form.data["summary"]) for form in forms}
    assert shown == {row for row in rows if row[0] != 4}
