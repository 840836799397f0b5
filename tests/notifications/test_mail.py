"""Mails of notifications leave over SMTP: once, in time, with what may be told."""

import datetime
import socket
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from portal.common.schedule import periodic
from portal.mail.models import OutgoingMail
from portal.mail.sending import ATTEMPTS, FIRST_PAUSE, LEASE
from projects.comments.services import delete_comment, post_comment
from projects.models import ActionPage
from projects.notifications.enums import Category, FollowKind, Frequency
from projects.notifications.mail import queue_due_mail
from projects.notifications.models import Notification
from projects.notifications.services.following import follow
from projects.notifications.services.reading import mark_all_read
from projects.notifications.services.settings import save_settings
from tests.factories import ActionPageFactory, UserFactory
from tests.mailbox import HangsUp, Mailbox, address_of, next_digest, parts, receiving_mail, send_due_mail

pytestmark = [pytest.mark.django_db, pytest.mark.database]

CommentBy = Callable[..., Any]
ANY_TIME = {"quiet_from": datetime.time(0), "quiet_until": datetime.time(0), "working_days_only": False}


def at_once(agent: User, **hours: Any) -> None:
    """Mail about everything, at once and, unless said otherwise, at any time."""
    frequencies = dict.fromkeys(Category, Frequency.AT_ONCE)
    save_settings(agent=agent, frequencies=frequencies, hours=hours or ANY_TIME)


def test_a_weekly_digest_is_received_with_what_happened(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy, mailbox: Mailbox
) -> None:
    for number in range(3):
        last = comment_by(colleague, action, text=f"Un avis que l’on ne met pas dans un mail, {number}")
    send_due_mail()
    assert mailbox.take() == []
    assert send_due_mail(next_digest()) == 1
    (message,) = mailbox.take()
    assert address_of(message) == follower.email
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@localhost>")
    text, html = parts(message)
    for part in (text, html):
        assert "Bonjour Camille" in part
        assert "Le parapheur" in part
        assert "3 nouveaux commentaires" in part.replace("\xa0", " ")
        assert "Solène Garance a commenté" in part
        assert f"http://localhost:8000{last.get_absolute_url()}" in part
        assert "http://localhost:8000/mon-espace/notifications/reglages/" in part
        assert "Un avis" not in part
    assert '<html lang="fr">' in html
    assert "<" not in text
    assert send_due_mail(next_digest()) == 0


def test_a_story_from_a_comment_to_the_digest_over_smtp(
    agent: User,
    colleague: User,
    action: ActionPage,
    sign_in: Callable[[User], Client],
    mailbox: Mailbox,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    """Sandrine follows, Solène comments, and the mail of the week says so; one click stops it."""
    mine, theirs = sign_in(agent), sign_in(colleague)
    mine.post(f"/mon-espace/notifications/suivre/conversation/{action.pk}/")
    with django_capture_on_commit_callbacks(execute=True):
        theirs.post(f"/participation/pages/{action.pk}/commentaires/", {"text": "Très utile chez nous."})
    assert "1 nouveau commentaire" in mine.get("/mon-espace/notifications/").content.decode().replace(
        "\xa0", " "
    )
    send_due_mail(next_digest())
    (message,) = mailbox.take()
    assert "Le parapheur" in parts(message)[0]
    address = "".join(message["List-Unsubscribe"].split()).strip("<>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stranger = Client(enforce_csrf_checks=True)
    path = address.removeprefix("http://localhost:8000")
    assert "Conversations et collègues que je suis" in stranger.get(path).content.decode()
    assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        theirs.post(f"/participation/pages/{action.pk}/commentaires/", {"text": "Encore un mot."})
    assert send_due_mail(next_digest()) == 0


def test_what_was_read_on_the_portal_is_not_mailed(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy, mailbox: Mailbox
) -> None:
    comment_by(colleague, action)
    mark_all_read(agent=follower)
    assert send_due_mail(next_digest()) == 0


def test_what_cannot_be_told_any_more_is_not_mailed(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy, mailbox: Mailbox
) -> None:
    gone, closed = ActionPageFactory(title="Dépubliée"), ActionPageFactory(title="Réservée")
    for page in (gone, closed):
        follow(agent=follower, kind=FollowKind.CONVERSATION, key=page.pk)
        comment_by(colleague, page)
    delete_comment(comment=comment_by(colleague, action, text="Regretté"))
    gone.unpublish()
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.GROUPS)
    assert send_due_mail(next_digest()) == 0
    assert not OutgoingMail.objects.exists()
    comment_by(colleague, action)
    assert send_due_mail(next_digest()) == 1
    text, html = parts(mailbox.take()[0])
    assert "1 nouveau commentaire" in text.replace("\xa0", " ")
    assert not [word for word in ("Dépubliée", "Réservée") if word in text + html]


def test_a_mail_at_once_waits_for_the_quiet_hours_to_end(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy, mailbox: Mailbox
) -> None:
    at_once(
        follower,
        quiet_from=datetime.time(19),
        quiet_until=datetime.time(8),
        working_days_only=True,
    )
    comment_by(colleague, action)
    tuesday = next_digest()
    for hours in (-1, 12, 23, 4 * 24):  # 7:20, 20:20, 7:20 the next day, Saturday
        assert send_due_mail(tuesday + datetime.timedelta(hours=hours)) == 0
    assert send_due_mail(tuesday) == 1


def test_whoever_sends_again_sends_nothing_twice(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy, mailbox: Mailbox
) -> None:
    at_once(follower)
    comment_by(colleague, action)
    for _turn in range(3):
        call_command("send_notifications")
        call_command("send_bulk_mail")
    comment_by(colleague, action, text="Un autre.")
    call_command("send_notifications")
    call_command("send_bulk_mail")
    first, second = mailbox.take()
    assert first["Message-ID"] != second["Message-ID"]
    assert "1 nouveau commentaire" in parts(second)[0].replace("\xa0", " ")


def test_a_worker_that_was_stopped_sends_everything_in_one_mail(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy, mailbox: Mailbox
) -> None:
    other = ActionPageFactory(title="La navette")
    follow(agent=follower, kind=FollowKind.CONVERSATION, key=other.pk)
    for page in (action, other):
        for number in range(4):
            comment_by(colleague, page, text=f"Avis {number}")
    three_weeks_later = next_digest() + datetime.timedelta(days=22)
    assert send_due_mail(three_weeks_later) == 1
    (message,) = mailbox.take()
    text, _html = parts(message)
    assert text.replace("\xa0", " ").count("4 nouveaux commentaires") == 2


def test_a_killed_process_loses_nothing_and_its_mail_keeps_its_name(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy, mailbox: Mailbox
) -> None:
    at_once(follower)
    comment_by(colleague, action)
    assert queue_due_mail() == 1
    row = OutgoingMail.objects.get()
    # A sender was busy with it, and was killed.
    OutgoingMail.objects.update(attempts=1, next_attempt_at=timezone.now() + LEASE)
    assert send_due_mail() == 0  # another process may be busy with it
    assert send_due_mail(timezone.now() + LEASE + datetime.timedelta(seconds=1)) == 1
    (message,) = mailbox.take()
    assert str(row.number) in message["Message-ID"]
    assert send_due_mail(timezone.now() + 2 * LEASE) == 0


def test_without_a_mail_server_everything_waits(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy, mailbox: Mailbox
) -> None:
    at_once(follower)
    comment_by(colleague, action)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with override_settings(EMAIL_PORT=port):
        assert send_due_mail() == 0
        comment_by(colleague, action, text="Un autre.")
        assert queue_due_mail() == 0, "one mail at a time to each agent"
    assert send_due_mail(timezone.now() + FIRST_PAUSE) == 1
    assert len(mailbox.take()) == 1
    assert send_due_mail() == 1
    assert len(mailbox.take()) == 1


def test_a_refused_address_does_not_hold_the_others_back(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy, mailbox: Mailbox
) -> None:
    other = UserFactory()
    follow(agent=other, kind=FollowKind.CONVERSATION, key=action.pk)
    for agent in (follower, other):
        at_once(agent)
    mailbox.busy = {follower.email}
    comment_by(colleague, action)
    assert send_due_mail() == 1
    assert [address_of(message) for message in mailbox.take()] == [other.email]
    later = timezone.now() + FIRST_PAUSE + datetime.timedelta(seconds=1)
    mailbox.busy = set()
    assert send_due_mail(later) == 1
    assert [address_of(message) for message in mailbox.take()] == [follower.email]


@pytest.mark.parametrize("answer", [None, "421 too busy for you"])
def test_an_address_that_makes_the_server_hang_up_does_not_hold_the_others_back(
    answer: str | None,
    follower: User,
    colleague: User,
    action: ActionPage,
    comment_by: CommentBy,
    settings: Settings,
) -> None:
    other = UserFactory()
    follow(agent=other, kind=FollowKind.CONVERSATION, key=action.pk)
    for agent in (follower, other):
        at_once(agent)
    comment_by(colleague, action)
    with receiving_mail(settings, HangsUp(follower.email, answer)) as mailbox:
        for _turn in range(2):
            send_due_mail()
        assert mailbox.recipients == [other.email]


def test_an_address_that_is_always_refused_is_given_up(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy, mailbox: Mailbox
) -> None:
    at_once(follower)
    mailbox.busy = {follower.email}
    comment_by(colleague, action)
    send_due_mail()
    OutgoingMail.objects.update(attempts=ATTEMPTS - 1, next_attempt_at=timezone.now())
    send_due_mail()
    assert not OutgoingMail.objects.waiting().exists()
    assert not Notification.objects.waiting().exists()
    assert Notification.objects.to(follower).unread().count() == 1


def test_what_is_withdrawn_while_a_mail_waits_is_not_in_it(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy, mailbox: Mailbox
) -> None:
    """A refused mail is tried for two days: the right to read is asked again each time."""
    other = ActionPageFactory(title="Réservée")
    follow(agent=follower, kind=FollowKind.CONVERSATION, key=other.pk)
    at_once(follower)
    mailbox.busy = {follower.email}
    comment_by(colleague, other)
    comment_by(colleague, action)
    assert send_due_mail() == 0
    PageViewRestriction.objects.create(page=other, restriction_type=PageViewRestriction.GROUPS)
    mailbox.busy = set()
    assert send_due_mail(timezone.now() + FIRST_PAUSE) == 1
    text, html = parts(mailbox.take()[0])
    assert "Le parapheur" in text
    assert "Réservée" not in text + html


def test_what_comes_back_is_told_by_another_mail(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy, mailbox: Mailbox
) -> None:
    at_once(follower)
    comment_by(colleague, action)
    assert queue_due_mail() == 1
    action.unpublish()
    assert send_due_mail() == 0
    assert not OutgoingMail.objects.exists()
    ActionPage.objects.get(pk=action.pk).save_revision().publish()
    assert send_due_mail() == 1


def test_a_mail_that_is_tried_again_respects_the_quiet_hours(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy, mailbox: Mailbox
) -> None:
    at_once(follower, quiet_from=datetime.time(19), quiet_until=datetime.time(8), working_days_only=True)
    comment_by(colleague, action)
    tuesday = next_digest()
    mailbox.busy = {follower.email}
    assert send_due_mail(tuesday) == 0
    mailbox.busy = set()
    assert send_due_mail(tuesday + datetime.timedelta(hours=12)) == 0
    assert mailbox.take() == []
    assert OutgoingMail.objects.get().attempts == 1, "an hour that is not wanted is no attempt"
    assert send_due_mail(tuesday + datetime.timedelta(days=1)) == 1


def test_one_mail_speaks_of_everything_that_is_due_and_of_nothing_else(
    agent: User, colleague: User, comment_by: CommentBy, mailbox: Mailbox
) -> None:
    mine, followed = ActionPageFactory(title="À moi", lead_person=agent), ActionPageFactory(title="Suivie")
    follow(agent=agent, kind=FollowKind.CONVERSATION, key=followed.pk)
    comment_by(colleague, mine)
    comment_by(colleague, followed)
    tuesday = next_digest()
    wednesday, next_week = tuesday + datetime.timedelta(days=1), tuesday + datetime.timedelta(days=7)
    # Made on a Tuesday, after the weekly mail: the daily one leaves first.
    Notification.objects.update(created_at=tuesday)
    assert send_due_mail(wednesday) == 1
    text = parts(mailbox.take()[0])[0]
    assert "À moi" in text
    assert "Suivie" not in text
    assert send_due_mail(next_week) == 1
    text = parts(mailbox.take()[0])[0]
    assert "Suivie" in text
    assert "À moi" not in text


def test_titles_are_escaped_in_html_alone(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy, mailbox: Mailbox
) -> None:
    ActionPage.objects.filter(pk=action.pk).update(title="<b>Gras</b> & cie\r\nBcc: x@exemple.invalid")
    comment_by(colleague, ActionPage.objects.get(pk=action.pk))
    send_due_mail(next_digest())
    (message,) = mailbox.take()
    text, html = parts(message)
    assert "<b>Gras</b> & cie" in text
    assert "&lt;b&gt;Gras&lt;/b&gt; &amp; cie" in html
    assert message["Bcc"] is None


def test_a_closed_account_receives_nothing(
    follower: User, colleague: User, action: ActionPage, comment_by: CommentBy, mailbox: Mailbox
) -> None:
    at_once(follower)
    comment_by(colleague, action)
    User.objects.filter(pk=follower.pk).update(is_active=False)
    assert send_due_mail() == 0


def test_looking_for_what_is_due_costs_the_same_for_many(
    colleague: User, action: ActionPage, comment_by: CommentBy
) -> None:
    def queries(followers: int) -> int:
        for _follower in range(followers):
            follow(agent=UserFactory(), kind=FollowKind.CONVERSATION, key=action.pk)
        comment_by(colleague, action)
        with CaptureQueriesContext(connection) as captured:
            send_due_mail()  # nothing is due before Monday
        return len(captured)

    assert queries(2) == queries(40)


def test_a_mail_costs_the_same_whatever_it_says(
    follower: User, colleague: User, comment_by: CommentBy, mailbox: Mailbox, settings: Settings
) -> None:
    at_once(follower)

    def queries(pages: int) -> int:
        for _page in range(pages):
            page = ActionPageFactory()
            follow(agent=follower, kind=FollowKind.CONVERSATION, key=page.pk)
            for number in range(4):
                comment_by(UserFactory(), page, text=f"Avis {number}")
        with CaptureQueriesContext(connection) as captured:
            assert send_due_mail() == 1
        return len(captured)

    queries(1)
    assert queries(1) == queries(12)


def test_the_worker_sends_every_minute() -> None:
    assert periodic["send_notifications"].period == 60


@pytest.mark.usefixtures("agent")
def test_a_comment_costs_nothing_to_who_has_no_follower(colleague: User, action: ActionPage) -> None:
    post_comment(page=action, author=colleague, text="Seul.")
    assert not Notification.objects.exists()
