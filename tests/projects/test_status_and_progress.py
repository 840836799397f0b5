"""From every status and progress to every status: each is reached, and each refusal names what works.

Three screens report progress: the bulk change, the lead person's form, the editor's form.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from portal.accounts.models import User
from projects.enums import ActionStatus
from projects.models import ActionPage
from tests.admin.forms import action_data
from tests.authorisation.world import rolled_back
from tests.factories import ActionIndexPageFactory, ActionPageFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.long]

States = tuple[str, int]
UNDONE = [status for status in ActionStatus if status != ActionStatus.DONE]
STATES: list[States] = [(ActionStatus.DONE, 100), (ActionStatus.IN_PROGRESS, 0), *((s, 99) for s in UNDONE)]
TYPED = ["", "40", "100"]
# What each message says to do, with the answer given to the status and the progress that it refused.
REMEDIES: dict[str, Callable[[str, str], list[tuple[str, str]]]] = {
    "“Done” means 100%: enter 100, or choose another status.": lambda _status, progress: [
        ("done", "100"),
        ("in_progress", progress or "99"),
    ],
    "Only “Done” is at 100%: enter 99 or less, or choose “Done”.": lambda status, progress: [
        (status, "99"),
        (status, "0"),
        ("done", progress or "100"),
    ],
    "Only “Done” is at 100%%, where action %(actions)s stands: enter 99 or less, which all these "
    "actions will take, or choose fewer actions.": lambda status, _progress: [(status, "99"), (status, "0")],
}
# A value that is missing, or out of bounds: one within them is asked for.
WITHIN = ["Ensure this value is less than or equal to %(limit_value)s.", "This field is required."]
REMEDIES |= dict.fromkeys(
    [*WITHIN, "Progress goes from 0 to 100."],
    lambda status, _progress: [(status, "100" if status == "done" else "99")],
)

Screen = Callable[[ActionPage, str, str], list[str]]
"""Sends a status and a progress; returns the refusals that the screen shows at the progress."""


def refusals(response: Any) -> list[str]:
    if response.status_code == 302:
        return []
    errors = response.context["form"].errors
    assert set(errors) == {"progress"}, errors
    return list(errors["progress"])


@pytest.fixture
def lead(db: None) -> User:
    return UserFactory(groups=["Responsables d’action"])


@pytest.fixture
def bulk(sign_in: Callable[..., Client]) -> Screen:
    client = sign_in(UserFactory(groups=["Communication"]))

    def send(action: ActionPage, status: str, progress: str) -> list[str]:
        url = reverse("wagtail_bulk_action", args=["projects", "actionpage", "change_status"])
        data = {"status": status, "progress": progress, "note": "Décidé en comité."}
        return refusals(client.post(f"{url}?id={action.pk}&next={reverse('actions:index')}", data))

    return send


@pytest.fixture
def report(sign_in: Callable[..., Client], lead: User) -> Screen:
    client = sign_in(lead)

    def send(action: ActionPage, status: str, progress: str) -> list[str]:
        data = {"status": status, "progress": progress, "note": "Décidé en comité."}
        return refusals(client.post(reverse("report_progress", args=[action.pk]), data))

    return send


@pytest.fixture
def edit(sign_in: Callable[..., Client]) -> Screen:
    client = sign_in(UserFactory(groups=["Communication"]))

    def send(action: ActionPage, status: str, progress: str) -> list[str]:
        typed = {"status": status, "progress": progress, "progress_note": "Décidé en comité."}
        data = {**action_data(action, **typed), "action-publish": "1"}
        return refusals(client.post(reverse("wagtailadmin_pages:edit", args=[action.pk]), data))

    return send


def remedies(message: str, status: str, progress: str) -> list[tuple[str, str]]:
    for source, answers in REMEDIES.items():
        words = re.escape(gettext(source).replace("%%", "%"))
        if re.fullmatch(re.sub(r"%\\\(\w+\\\)s|%\(\w+\)s", ".+", words), message):
            return answers(status, progress)
    raise AssertionError(f"no remedy is known for: {message}")


def lands(action: ActionPage) -> States:
    return ActionPage.objects.values_list("status", "progress").get(pk=action.pk)


@pytest.mark.parametrize("screen", ["bulk", "report", "edit"])
def test_every_status_is_reached_and_every_refusal_names_what_works(
    screen: str, lead: User, request: pytest.FixtureRequest
) -> None:
    send: Screen = request.getfixturevalue(screen)
    plan = ActionIndexPageFactory()
    # The forms of one action show its progress; the bulk change alone reads where each stands.
    states = STATES if screen == "bulk" else STATES[:2]
    for status, progress in states:
        action = ActionPageFactory(parent=plan, status=status, progress=progress, lead_person=lead)
        followed = set()
        for target in ActionStatus:
            reached = set()
            for typed in TYPED:
                with rolled_back():
                    refused = send(action, target, typed)
                    landed = lands(action)
                case = (screen, status, progress, target, typed, refused)
                if not refused:
                    reached.add(landed[0])
                    assert not typed or landed == (target, int(typed)), case
                    continue
                assert landed == (status, progress), case
                for message in refused:
                    for answer in set(remedies(message, target, typed)) - followed:
                        followed.add(answer)
                        with rolled_back():
                            assert send(action, *answer) == [], (case, answer)
                            assert lands(action) == (answer[0], int(answer[1])), (case, answer)
            assert reached == {target}, (status, progress, target)
