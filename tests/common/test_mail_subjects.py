"""The subject of every mail of the portal: in French, on one line, short enough for a list."""

from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from portal.accounts.models import User
from portal.common.text import SUBJECT_LENGTH, mail_subject, shorten
from portal.privacy.enums import RequestKind, RequestStatus
from portal.privacy.services import answer_request, record_request
from portal.signin.enums import Notice
from portal.signin.mail import send_notice, send_reset
from projects.comments.services import post_comment
from projects.notifications.enums import FollowKind
from projects.notifications.groups import Group
from projects.notifications.kinds.base import KINDS, NotificationKind
from projects.notifications.lines import Line
from projects.notifications.mail import _subject
from projects.notifications.services.following import follow
from tests.factories import ActionPageFactory, UserFactory
from tests.mailbox import letters, next_digest, parts, receiving_mail, send_due_mail

LONG_TITLE = " ".join(["Expérimenter la signature électronique des délibérations"] * 4)


def check(subject: str) -> None:
    assert "\n" not in subject
    assert 0 < len(subject) <= SUBJECT_LENGTH


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("title", ["", LONG_TITLE])
def test_the_subject_of_each_notification(kind: NotificationKind, count: int, title: str) -> None:
    line = Line(LONG_TITLE, "/", timezone.now())
    group = Group("thread", True, timezone.now(), {kind: count}, [line], title)
    with translation.override("fr"):
        french = mail_subject(_subject([group]))
        several = mail_subject(_subject([group, group]))
    with translation.override("en"):
        english = mail_subject(_subject([group]))
    for subject in (french, several):
        check(subject)
        assert subject.startswith("[Projet] ")
        assert "[Project]" not in subject
    assert french != english
    if title:  # cut, so that what is new there still stands
        assert french.startswith("[Projet] Expérimenter la signature électronique")
        with translation.override("fr"):
            assert french.endswith(" ".join(group.summary.split()))


@pytest.mark.parametrize("notice", [*Notice, None])
@pytest.mark.parametrize("password", [True, False])
def test_the_subject_of_each_account_mail(notice: Notice | None, password: bool, agent: User) -> None:
    if not password:
        agent.set_unusable_password()
        agent.save()
    for language in ("fr", "en"):
        with translation.override(language):
            send_notice(notice, agent) if notice else send_reset(agent.email)
    subjects = [letter.subject for letter in letters()]
    assert len(subjects) == 2
    for subject in subjects:
        check(subject)
    assert subjects[0] != subjects[1]


@pytest.mark.django_db
def test_the_subject_of_each_privacy_mail(settings: Settings) -> None:
    settings.PRIVACY_CONTACT = "dpo@exemple.invalid"
    request = record_request(agent=UserFactory(), kind=RequestKind.OBJECTION, text="Je m’oppose")
    request.refresh_from_db()
    request.status, request.answer = RequestStatus.GRANTED, "C’est fait"
    answer_request(request=request, by=UserFactory())
    asked, answered = [letter.subject for letter in letters()]
    check(asked)
    check(answered)
    assert asked.startswith("Demande")
    assert answered.startswith("Votre demande")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sender", "name"),
    [
        (None, "Projet d’administration"),  # the settings' own: an address alone
        ("La mission <mission@exemple.invalid>", "La mission"),
    ],
)
def test_a_long_title_is_cut_in_the_subject_and_whole_in_the_mail(
    sender: str | None,
    name: str,
    settings: Settings,
    agent: User,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    page = ActionPageFactory(title=LONG_TITLE)
    follow(agent=agent, kind=FollowKind.CONVERSATION, key=page.pk)
    with django_capture_on_commit_callbacks(execute=True):
        post_comment(page=page, author=UserFactory(), text="Un avis.")
    changed = {"DEFAULT_FROM_EMAIL": sender} if sender else {}
    with receiving_mail(settings) as mailbox, override_settings(**changed):
        assert send_due_mail(next_digest()) == 1
        (message,) = mailbox.take()
    read = BytesParser(EmailMessage, policy=policy.default).parsebytes(message.as_bytes())
    assert str(read["Subject"]).strip() == (
        "[Projet] Expérimenter la signature électronique des… : 1 nouveau commentaire"
    )
    assert parseaddr(str(read["From"]))[0].strip('"') == name
    assert message["From"].isascii()
    for part in parts(message):
        assert LONG_TITLE in part


@given(st.text(), st.integers(min_value=4, max_value=120))
def test_what_is_cut_says_so(text: str, length: int) -> None:
    line, short = " ".join(text.split()), shorten(text, length)
    assert len(short) <= length
    if len(line) <= length:
        assert short == line
    else:
        assert short.endswith("…")
        assert line.startswith(short[:-1])


def test_a_text_is_cut_between_two_words() -> None:
    assert shorten("Voirie et espaces verts", 20) == "Voirie et espaces…"
    assert shorten("Voirie, espaces", 12) == "Voirie…"
    assert shorten("V " + "o" * 30, 10) == "V ooooooo…"
