"""The screens of tasks: who sees them, what they say, what their buttons do, once."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from portal.accounts.enums import RoleName
from portal.accounts.models import User
from portal.common.schedule import Lane, periodic
from portal.operations.screens import ROWS_PER_PAGE
from portal.tasks.models import Task
from portal.tasks.workers import declare
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)
SCREENS = ["tasks", "one_off_tasks"]


@pytest.fixture
def administrator(sign_in: Callable[[User], Client]) -> Client:
    return sign_in(UserFactory(groups=["Administration"]))


@pytest.fixture(autouse=True)
def working() -> None:
    """Periodic jobs that ended well, and will run in a minute."""
    declare()
    now = timezone.now()
    Task.objects.update(started_at=now, succeeded_at=now, duration=0.2, due_at=now + MINUTE)


def one_off(**fields: Any) -> Task:
    return Task.objects.create(
        **{"name": "comment_posted", "arguments": {}, "lane": Lane.SHORT, "limit": 60, **fields}
    )


def given_up(**fields: Any) -> Task:
    return one_off(
        due_at=None, given_up_at=timezone.now(), attempts=12, last_error="ValueError: cassé", **fields
    )


def words(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("role", list(RoleName))
def test_administrators_alone_see_them(screen: str, role: str, sign_in: Callable[[User], Client]) -> None:
    client = sign_in(UserFactory(groups=[role]))
    task = given_up()
    answers = [
        client.get(reverse(screen)).status_code == 200,
        client.post(reverse("one_off_tasks"), {"do": "cancel", "row": task.pk}).status_code == 302
        and not Task.objects.filter(pk=task.pk).exists(),
    ]
    assert answers == [role == RoleName.ADMINISTRATORS] * 2


def test_each_job_has_a_name_for_people() -> None:
    with translation.override("fr"):
        for job in periodic.values():
            assert str(job.label), job.command
            with translation.override("en"):
                english = str(job.label)
            assert str(job.label) != english, job.command


def test_jobs_are_listed_with_their_runs(administrator: Client) -> None:
    Task.objects.filter(name="search_drain").update(
        attempts=3, last_error="OSError: disque plein", succeeded_at=timezone.now() - 10 * MINUTE
    )
    said = words(administrator.get(reverse("tasks")))
    for job in periodic.values():
        assert str(job.label) in said
    assert "3 échecs de suite" in said
    assert "OSError: disque plein" in said
    assert "En retard" in said
    assert "Tout est en ordre" not in said


def test_all_is_in_order(administrator: Client) -> None:
    assert "Tout est en ordre." in words(administrator.get(reverse("tasks")))


def test_lanes_say_how_much_waits_and_for_how_long(administrator: Client) -> None:
    now = timezone.now()
    one_off(lane=Lane.HEAVY, due_at=now - 40 * MINUTE)
    one_off(lane=Lane.HEAVY, due_at=now - 20 * MINUTE)
    one_off(lane=Lane.HEAVY, due_at=now + 20 * MINUTE, attempts=1)
    one_off(lane=Lane.HEAVY, started_at=now, claimed_until=now + MINUTE)
    given_up(lane=Lane.HEAVY)
    soup = BeautifulSoup(administrator.get(reverse("tasks")).content, "html.parser")
    [row] = [row for row in soup.find_all("tr") if "Lourd" in row.th.get_text() and row.td]
    cells = [" ".join(cell.get_text().split()) for cell in row.find_all("td")]
    assert cells == ["1", "2", "40 minutes", "1", "1"]


def test_a_job_is_run_now(administrator: Client) -> None:
    job = Task.objects.get(name="purge_expired")
    response = administrator.post(reverse("tasks"), {"do": "run", "row": job.pk}, follow=True)
    assert "s’exécute dans un instant" in words(response)
    job.refresh_from_db()
    assert job.due_at is not None
    assert job.due_at <= timezone.now()
    again = administrator.post(reverse("tasks"), {"do": "run", "row": job.pk}, follow=True)
    assert "Rien n’a changé" in words(again)
    [entry] = ModelLogEntry.objects.filter(action="operations.run_now")
    assert entry.label == f"purge_expired {job.pk}"


def test_a_task_given_up_is_tried_again_once(administrator: Client) -> None:
    task = given_up()
    for _click in range(2):
        administrator.post(reverse("one_off_tasks"), {"do": "try", "row": task.pk})
    task.refresh_from_db()
    assert (task.given_up_at, task.attempts) == (None, 0)
    assert ModelLogEntry.objects.filter(action="operations.try_again").count() == 1


def test_a_task_is_cancelled_once(administrator: Client) -> None:
    for task in (given_up(), one_off(due_at=timezone.now() + MINUTE)):
        for _click in range(2):
            administrator.post(reverse("one_off_tasks"), {"do": "cancel", "row": task.pk})
        assert not Task.objects.filter(pk=task.pk).exists()
    assert ModelLogEntry.objects.filter(action="operations.cancel").count() == 2


@pytest.mark.parametrize("do", ["cancel", "try"])
def test_what_runs_is_left_alone(administrator: Client, do: str) -> None:
    now = timezone.now()
    task = one_off(started_at=now, claimed_until=now + MINUTE, attempts=1)
    before = Task.objects.values().get(pk=task.pk)
    response = administrator.post(reverse("one_off_tasks"), {"do": do, "row": task.pk}, follow=True)
    assert "Rien n’a changé" in words(response)
    assert Task.objects.values().get(pk=task.pk) == before


def test_a_periodic_job_is_never_cancelled(administrator: Client) -> None:
    job = Task.objects.get(name="purge_expired")
    administrator.post(reverse("one_off_tasks"), {"do": "cancel", "row": job.pk})
    assert Task.objects.filter(pk=job.pk).exists()


@pytest.mark.parametrize(
    "sent", [{}, {"do": "run"}, {"do": "drop", "row": "1"}, {"do": "run", "row": "9" * 40}]
)
def test_what_no_button_sends_is_refused(administrator: Client, sent: dict[str, str]) -> None:
    assert administrator.post(reverse("tasks"), sent).status_code == 400


def test_a_form_of_another_site_does_nothing(administrator: Client) -> None:
    task = given_up()
    client = Client(enforce_csrf_checks=True)
    client.cookies = administrator.cookies
    answer = client.post(reverse("one_off_tasks"), {"do": "cancel", "row": task.pk})
    assert answer.status_code == 403
    assert Task.objects.filter(pk=task.pk).exists()


@pytest.mark.parametrize(("state", "lane"), [("abandonnees", ""), ("en-attente", "heavy"), ("en-cours", "")])
def test_lists_have_pages(administrator: Client, state: str, lane: str) -> None:
    now = timezone.now()
    fields: dict[str, dict[str, Any]] = {
        "abandonnees": {"due_at": None, "given_up_at": now},
        "en-attente": {"lane": Lane.HEAVY},
        "en-cours": {"claimed_until": now + MINUTE, "started_at": now},
    }
    for _number in range(ROWS_PER_PAGE + 3):
        one_off(**fields[state])
    rows = []
    for page in (1, 2):
        with CaptureQueriesContext(connection) as queries:
            answer = administrator.get(reverse("one_off_tasks"), {"etat": state, "file": lane, "p": page})
        assert len(queries) < 20
        rows.append(len(BeautifulSoup(answer.content, "html.parser").select("tbody tr")))
    assert rows == [ROWS_PER_PAGE, 3]


def test_arguments_are_not_shown(administrator: Client) -> None:
    given_up(arguments={"arguments": {"comment": 4242}, "listeners": ["secret"]})
    said = words(administrator.get(reverse("one_off_tasks")))
    assert "ValueError: cassé" in said
    assert "4242" not in said


def test_tasks_given_up_are_erased_after_thirty_days() -> None:
    old, young = given_up(), given_up()
    Task.objects.filter(pk=old.pk).update(given_up_at=timezone.now() - datetime.timedelta(days=31))
    call_command("purge_expired")
    assert list(Task.objects.given_up()) == [young]
    assert Task.objects.periodic().exists()


def test_the_home_page_says_what_is_wrong_to_administrators(
    administrator: Client, sign_in: Callable[[User], Client]
) -> None:
    home = reverse("wagtailadmin_home")
    assert "panel-tasks" not in administrator.get(home).content.decode()
    Task.objects.update(started_at=timezone.now() - 9 * MINUTE, succeeded_at=timezone.now() - 9 * MINUTE)
    assert "Aucun processus n’a rien commencé depuis" in words(administrator.get(home))
    others = sign_in(UserFactory(groups=["Communication"]))
    assert "panel-tasks" not in others.get(home).content.decode()
