"""What is past its period is forgotten, and not a day before: the clock is moved for each kind."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.mail import send_mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.accounts.models import User
from portal.common import retention
from portal.common.checks import every_period_is_applied
from portal.common.retention import erase_expired, period_in_words
from portal.common.schedule import DAY, Lane, periodic
from portal.fragments.content import _build
from portal.mail.models import OutgoingMail, SuppressedAddress
from portal.privacy.models import PrivacyRequest
from portal.privacy.services import answer_request, record_request
from portal.quotas.limits import spend
from portal.quotas.models import QuotaUse
from portal.signin.models import Session, SignInFailure
from portal.tasks.models import Task
from projects.comments.models import Comment
from projects.comments.services import delete_comment, edit_comment
from projects.models import ActionPage, ProgressEntry
from projects.moderation.models import Report, SealedText
from projects.moderation.services import report_comment
from projects.notifications.kinds.base import KINDS, Event
from projects.notifications.models import Notification
from projects.notifications.services.notifying import notify
from projects.volunteering.models import Contribution, Volunteer, VolunteerHours, VolunteerMessage
from projects.volunteering.services import withdraw
from tests.factories import (
    ActionPageFactory,
    CommentFactory,
    EditorialPageFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.moderating import fold, withdraw_text

pytestmark = pytest.mark.database

ONE_DAY = datetime.timedelta(days=1)
Kept = Callable[[], bool]


def departed() -> Kept:
    agent = UserFactory(is_active=False)
    return lambda: User.objects.filter(pk=agent.pk, pseudonymised_at__isnull=True).exists()


def deleted_comment() -> Kept:
    comment = CommentFactory(text="Regretté")
    edit_comment(comment=comment, text="Regretté aussi")
    comment.refresh_from_db()
    delete_comment(comment=comment)
    return lambda: Comment.objects.get(pk=comment.pk).text != "" and comment.versions.exists()


def offer_of_a_finished_action() -> Kept:
    action = ActionPageFactory(done=True)
    ProgressEntry.objects.create(action=action, date=timezone.localdate(), status="done", progress=100)
    offer = VolunteerFactory(action=action, message="Appelez-moi")
    return lambda: Volunteer.objects.filter(pk=offer.pk).exists()


def withdrawn_offer() -> Kept:
    offer = VolunteerFactory(message="Finalement non")
    withdraw(action=offer.action, agent=offer.agent)
    return lambda: Volunteer.objects.filter(pk=offer.pk).exists()


def message_to_volunteers() -> Kept:
    message = VolunteerMessage.objects.create(
        action=ActionPageFactory(), sender=UserFactory(), subject="Rendez-vous", text="À mardi"
    )
    return lambda: VolunteerMessage.objects.filter(pk=message.pk).exists()


def answered_request() -> Kept:
    request = record_request(agent=UserFactory(), kind="access", text="Que savez-vous ?")
    request.status, request.answer = "granted", "Ceci"
    answer_request(request=request, by=UserFactory())
    return lambda: PrivacyRequest.objects.filter(pk=request.pk).exists()


# By kind of settings.RETENTION: what makes something of it now, and tells whether it is still kept.
def failed_sign_in() -> Kept:
    SignInFailure.objects.create(purpose="sign_in", account_key="x", address="192.0.2.1")
    return SignInFailure.objects.exists


def mail_that_cannot_leave() -> Kept:
    send_mail("Objet", "Corps", None, ["x@exemple.invalid"])
    return OutgoingMail.objects.exists


def suppressed_address() -> Kept:
    SuppressedAddress.objects.create(address="x@exemple.invalid", reason="550")
    return SuppressedAddress.objects.exists


def given_up_task() -> Kept:
    Task.objects.create(name="x", lane=Lane.SHORT, limit=1, due_at=None, given_up_at=timezone.now())
    return Task.objects.exists


def ended_session() -> Kept:
    now = timezone.now()
    Session.objects.create(session_key="x", session_data="", expire_date=now, created_at=now, last_seen=now)
    return Session.objects.exists


def used_quota() -> Kept:
    spend("comment", UserFactory())
    return QuotaUse.objects.exists


def told() -> Kept:
    action = ActionPageFactory()
    notify(event=Event("progress:1", 1, page=action), recipients={UserFactory().pk: KINDS["progress"]})
    return Notification.objects.exists


def sealed_text() -> Kept:
    withdraw_text(CommentFactory(text="Un secret"))
    return SealedText.objects.exists


def decided_report() -> Kept:
    comment = CommentFactory()
    report_comment(comment=comment, reporter=UserFactory(), reason="Vise une personne")
    fold(comment)
    return Report.objects.exists


EXAMPLES: list[tuple[str, Callable[[], Kept]]] = [
    ("departed_agents", departed),
    ("deleted_comments", deleted_comment),
    ("sealed_texts", sealed_text),
    ("reports", decided_report),
    ("volunteer_lists", offer_of_a_finished_action),
    ("volunteer_lists", withdrawn_offer),
    ("messages_to_volunteers", message_to_volunteers),
    ("privacy_requests", answered_request),
    ("sign_in_failures", failed_sign_in),
    ("unsent_mail", mail_that_cannot_leave),
    ("suppressed_addresses", suppressed_address),
    ("given_up_tasks", given_up_task),
    ("sessions", ended_session),
    ("notifications", told),
    ("quotas", used_quota),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "make"), EXAMPLES)
def test_it_stays_until_its_last_day_and_goes_after(
    kind: str, make: Callable[[], Kept], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = make()
    now, period = timezone.now(), settings.RETENTION[kind]

    def purge_at(moment: datetime.datetime) -> None:
        with monkeypatch.context() as clock:
            clock.setattr(timezone, "now", lambda: moment)
            erase_expired(kind, moment)

    purge_at(now + period - ONE_DAY)
    assert kept()
    purge_at(now + period + ONE_DAY)
    assert not kept()
    assert erase_expired(kind, now + period + ONE_DAY) == 0  # run again, it finds nothing more


@pytest.mark.django_db
def test_the_log_is_forgotten_by_the_clock_of_the_database() -> None:
    """The database refuses to drop an entry that it finds too young: here the entries are old."""
    agent, period = UserFactory(), settings.RETENTION["audit_log"]
    ModelLogEntry.objects.log_action(agent, "wagtail.edit", timestamp=timezone.now() - period - ONE_DAY)
    ModelLogEntry.objects.log_action(agent, "wagtail.edit", timestamp=timezone.now() - period + ONE_DAY)
    call_command("purge_expired")
    [kept] = ModelLogEntry.objects.filter(action="wagtail.edit")
    assert kept.timestamp > timezone.now() - period


def test_every_period_has_an_example() -> None:
    elsewhere = {"abandoned_uploads", "unused_film_files", "search_logs"}  # tests/media, videos, search
    assert retention.purges.keys() == {kind for kind, _make in EXAMPLES} | {"audit_log"} | elsewhere


@pytest.mark.django_db
def test_what_has_a_reason_to_stay_stays() -> None:
    masked = CommentFactory(text="Trop vif")
    fold(masked, moderator=UserFactory(), reasoning="Article 3")
    waiting = report_comment(comment=CommentFactory(), reporter=UserFactory(), reason="Vise une personne")
    going_on = VolunteerFactory(message="Je suis là")
    unanswered = record_request(agent=UserFactory(), kind="access", text="Que savez-vous ?")
    active = UserFactory()
    for kind in settings.RETENTION.keys() - {"audit_log"}:
        erase_expired(kind, timezone.now() + datetime.timedelta(days=20 * 365))
    masked.refresh_from_db()
    assert masked.text == "Trop vif"
    assert Report.objects.filter(pk=waiting.pk).exists()
    assert Volunteer.objects.get(pk=going_on.pk).message == "Je suis là"
    assert PrivacyRequest.objects.filter(pk=unanswered.pk).exists()
    active.refresh_from_db()
    assert active.first_name == "Camille"


@pytest.mark.django_db
def test_an_action_finished_again_counts_from_the_last_time() -> None:
    action = ActionPageFactory(done=True)
    old, new = (
        ProgressEntry.objects.create(action=action, date=timezone.localdate(), status="done", progress=100)
        for _entry in range(2)
    )
    now = timezone.now()
    ProgressEntry.objects.filter(pk=old.pk).update(created_at=now - 800 * ONE_DAY)
    ProgressEntry.objects.filter(pk=new.pk).update(created_at=now - 300 * ONE_DAY)
    offer = VolunteerFactory(action=action)
    erase_expired("volunteer_lists", now)
    assert Volunteer.objects.filter(pk=offer.pk).exists()


@pytest.mark.django_db
def test_an_action_without_a_log_counts_from_its_publication() -> None:
    action = ActionPageFactory(done=True)
    ProgressEntry.objects.filter(action=action).delete()
    ActionPage.objects.filter(pk=action.pk).update(last_published_at=timezone.now() - 400 * ONE_DAY)
    offer = VolunteerFactory(action=action)
    erase_expired("volunteer_lists", timezone.now())
    assert not Volunteer.objects.filter(pk=offer.pk).exists()


@pytest.mark.django_db
def test_hours_of_a_forgotten_list_stay_in_their_year() -> None:
    offer = VolunteerFactory(status="withdrawn", decided_at=timezone.now() - 400 * ONE_DAY)
    for date, hours in (("2017-03-01", 2), ("2017-11-05", 3), ("2018-01-09", 4)):
        VolunteerHours.objects.create(volunteer=offer, date=date, hours=hours)
    erase_expired("volunteer_lists", timezone.now())
    kept = Contribution.objects.order_by("date").values_list("date", "hours", "people", "action")
    assert [(str(date), int(hours), *rest) for date, hours, *rest in kept] == [
        ("2017-11-05", 5, 1, offer.action_id),
        ("2018-01-09", 4, 1, offer.action_id),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["notifications", "volunteer_lists", "deleted_comments", "unsent_mail"])
def test_much_is_erased_a_batch_at_a_time(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other writers wait for one batch; a run that is killed has erased the batches before."""
    make = dict(EXAMPLES)[kind]
    kept = [make() for _row in range(5)]
    monkeypatch.setattr(retention, "BATCH", 2)
    with CaptureQueriesContext(connection) as captured:
        assert erase_expired(kind, timezone.now() + settings.RETENTION[kind] + ONE_DAY) == 5
    # The transactions, within that of the test; some have others within them.
    assert len([query for query in captured if query["sql"].startswith("SAVEPOINT")]) >= 3
    assert not any(still_there() for still_there in kept)


@pytest.mark.django_db
def test_a_kind_that_fails_is_said_and_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(before: datetime.datetime) -> int:
        raise OSError("disk full")

    UserFactory(is_active=False)
    User.objects.filter(is_active=False).update(deactivated_at=timezone.now() - 31 * ONE_DAY)
    monkeypatch.setitem(retention.purges, "departed_agents", fail)
    offer = VolunteerFactory(status="withdrawn", decided_at=timezone.now() - 366 * ONE_DAY)
    with pytest.raises(CommandError, match="departed_agents"):
        call_command("purge_expired")
    assert "disk full" in caplog.text
    assert not Volunteer.objects.filter(pk=offer.pk).exists()


def test_the_purge_runs_every_day() -> None:
    assert periodic["purge_expired"].period == DAY


def test_a_period_that_nobody_applies_is_an_error(settings: Any) -> None:
    settings.RETENTION = {**settings.RETENTION, "promises": ONE_DAY}
    (error,) = every_period_is_applied(None)
    assert (error.id, error.level) == ("common.E001", 40)
    assert "'promises'" in error.msg


def test_a_purge_without_a_period_is_an_error(settings: Any) -> None:
    settings.RETENTION = {
        kind: settings.RETENTION[kind] for kind in settings.RETENTION if kind != "departed_agents"
    }
    (error,) = every_period_is_applied(None)
    assert (error.id, error.level) == ("common.E002", 40)
    assert "'departed_agents'" in error.msg


def test_the_portal_s_own_table_is_in_order() -> None:
    assert every_period_is_applied(None) == []


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ({"days": 365}, "1 an"),
        ({"days": 5 * 365}, "5 ans"),
        ({"days": 30}, "30 jours"),
        ({"days": 1}, "1 jour"),
        ({"hours": 6}, "6 heures"),
        ({"hours": 0}, "aucune"),
    ],
)
def test_a_period_in_words(period: dict[str, int], words: str) -> None:
    assert period_in_words(datetime.timedelta(**period)) == words


@pytest.mark.django_db
def test_pages_show_the_periods_that_are_applied(agent: User, sign_in: Callable, settings: Any) -> None:
    page = EditorialPageFactory(body=[("retention_periods", None)])
    client = sign_in(agent)
    assert "<td>30 jours</td>" in client.get(page.url).content.decode()
    settings.RETENTION = {**settings.RETENTION, "departed_agents": datetime.timedelta(days=12)}
    _build.cache_clear()  # as the start of a process does
    html = client.get(page.url).content.decode()
    assert "<td>12 jours</td>" in html
    assert html.count("<tr>") == len(settings.RETENTION) + 1
