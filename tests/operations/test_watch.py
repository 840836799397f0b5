"""Administrators are told once of what begins, and once of what is over."""

import datetime
import re
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.accounts.models import User
from portal.common.schedule import Lane, periodic
from portal.mail.models import OutgoingMail
from portal.operations.enums import ProblemKind
from portal.operations.models import Incident
from portal.operations.problems import problems
from portal.operations.watch import COMMAND, watch_tasks
from portal.tasks.models import Task
from portal.tasks.workers import declare
from tests.factories import UserFactory
from tests.mailbox import Mailbox, address_of, parts, receiving_mail, send_outbox, subject_of

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    with receiving_mail(settings) as mailbox:
        yield mailbox


@pytest.fixture
def administrators() -> list[User]:
    UserFactory(groups=["Communication"])
    UserFactory(groups=["Administration"], is_active=False)
    return [UserFactory(groups=["Administration"]), UserFactory(is_superuser=True)]


@pytest.fixture(autouse=True)
def working() -> None:
    declare()
    all_is_well()


def all_is_well() -> None:
    now = timezone.now()
    Task.objects.periodic().update(started_at=now, succeeded_at=now, last_error="", due_at=now + MINUTE)


def is_late(command: str) -> None:
    week = datetime.timedelta(days=7)
    Task.objects.filter(name=command).update(
        succeeded_at=timezone.now() - week, last_error="OSError: plein", attempts=4
    )


def gives_up(name: str = "comment_posted") -> Task:
    return Task.objects.create(
        name=name,
        lane=Lane.SHORT,
        limit=60,
        due_at=None,
        given_up_at=timezone.now(),
        last_error="KeyError: 1",
    )


def told(mailbox: Mailbox) -> list[tuple[str, str]]:
    """Return the subject and the text of each mail that came."""
    send_outbox()
    return [(subject_of(one), re.sub(r"\s+", " ", parts(one)[0])) for one in mailbox.take()]


def test_it_looks_every_minute() -> None:
    assert periodic[COMMAND].period == 60
    assert periodic[COMMAND].lane == Lane.SHORT


def test_nothing_is_said_while_all_is_well(administrators: list[User]) -> None:
    call_command("watch_tasks")
    assert not Incident.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_each_administrator_is_told_of_a_late_job_once(administrators: list[User], mailbox: Mailbox) -> None:
    is_late("purge_expired")
    for _look in range(3):
        watch_tasks()
    send_outbox()
    mails = mailbox.take()
    assert sorted(map(address_of, mails)) == sorted(user.email for user in administrators)
    text = parts(mails[0])[0]
    assert subject_of(mails[0]) == "Tâches du portail : 1 problème"
    assert "n’a pas réussi depuis" in text
    assert "OSError: plein" in text
    assert "/gestion/taches/" in text
    all_is_well()
    for _look in range(3):
        watch_tasks()
    [(subject, text), _other] = told(mailbox)
    assert subject == "Tâches du portail : fin d’un problème"
    assert "réussit de nouveau" in text
    assert not Incident.objects.exists()


def test_several_problems_are_one_mail(administrators: list[User], mailbox: Mailbox) -> None:
    is_late("purge_expired")
    gives_up()
    gives_up()
    Task.objects.create(name="film", lane=Lane.HEAVY, limit=60, due_at=timezone.now() - 9 * MINUTE)
    watch_tasks()
    [(subject, text), _other] = told(mailbox)
    assert subject == "Tâches du portail : 3 problèmes"
    assert "2 tâches « comment_posted » ont échoué" in text
    assert "Aucun processus ne prend les tâches de la file" in text
    gives_up()
    watch_tasks()
    assert told(mailbox) == []


def test_a_problem_that_comes_back_is_told_again(administrators: list[User], mailbox: Mailbox) -> None:
    for _time in range(2):
        task = gives_up()
        watch_tasks()
        assert len(told(mailbox)) == 2
        task.delete()
        watch_tasks()
        assert len(told(mailbox)) == 2


def test_a_busy_lane_does_not_stand_still() -> None:
    now = timezone.now()
    Task.objects.create(name="film", lane=Lane.HEAVY, limit=60, due_at=now - 9 * MINUTE)
    assert [one.kind for one in problems(now)] == [ProblemKind.STILL]
    Task.objects.create(name="film", lane=Lane.HEAVY, limit=60, claimed_until=now + MINUTE)
    assert problems(now) == []


def test_without_any_worker_one_thing_is_wrong() -> None:
    now = timezone.now() + datetime.timedelta(days=30)
    assert [one.kind for one in problems(now)] == [ProblemKind.SILENT]


def test_a_portal_that_never_had_workers_says_so() -> None:
    Task.objects.update(started_at=None, succeeded_at=None, created_at=timezone.now())
    now = timezone.now()
    assert problems(now) == []
    assert [one.kind for one in problems(now + 5 * MINUTE)] == [ProblemKind.SILENT]


def test_a_silence_is_told_when_it_is_over(administrators: list[User], mailbox: Mailbox) -> None:
    """Workers come back after an hour: every job is late at that moment, and most are not a minute later."""
    now = timezone.now()
    Task.objects.periodic().update(succeeded_at=now - 60 * MINUTE)
    watch_tasks()
    [(subject, text), _other] = told(mailbox)
    assert subject == "Tâches du portail : 1 problème"
    assert "Aucun processus n’a surveillé" in text
    all_is_well()
    watch_tasks()
    [(subject, _text), _other] = told(mailbox)
    assert subject == "Tâches du portail : fin d’un problème"


def test_no_mail_without_its_incident(administrators: list[User], monkeypatch: pytest.MonkeyPatch) -> None:
    """A watch that fails half-way has told nothing, and the next one tells it."""
    gives_up()
    with monkeypatch.context() as patched:
        patched.setattr("portal.operations.watch.reverse", lambda name: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            watch_tasks()
    assert not Incident.objects.exists()
    watch_tasks()
    assert OutgoingMail.objects.count() == 2
