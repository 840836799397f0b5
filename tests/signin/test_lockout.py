"""Guessing passwords is limited, by account and by network, without telling who has an account."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.accounts.models import User
from portal.common.display import format_time
from portal.mail.models import OutgoingMail
from portal.signin.lockout import PER_ACCOUNT, PER_ADDRESS, WINDOW, account_key
from portal.signin.models import SignInFailure
from tests.factories import PASSWORD, UserFactory
from tests.mailbox import letters

pytestmark = [pytest.mark.django_db, pytest.mark.database]

UNKNOWN = "inconnu@exemple.invalid"
WRONG = "autre chose que le mot de passe"


def attempt(email: str, password: str = WRONG, address: str = "198.51.100.1") -> str:
    """Send the sign-in form from a fresh browser, and give what it answers: an error, or "" once in."""
    response = Client(REMOTE_ADDR=address).post("/connexion/", {"username": email, "password": password})
    return "" if response.status_code == 302 else response.context["form"].non_field_errors()[0]


def fail(email: str, times: int = PER_ACCOUNT, address: str = "198.51.100.1") -> list[str]:
    return [attempt(email, address=address) for _time in range(times)]


def locked(answer: str) -> bool:
    return "Mot de passe oublié" in answer


def later(**delay: float) -> None:
    """Let time pass over what is noted."""
    for failure in SignInFailure.objects.all():
        failure.at -= datetime.timedelta(**delay)
        failure.save()


def test_after_five_wrong_passwords_the_right_one_waits(agent: User) -> None:
    assert not any(map(locked, fail(agent.email)))
    answer = attempt(agent.email, PASSWORD)
    assert locked(answer)
    moment = timezone.localtime() + WINDOW
    assert {format_time(moment), format_time(moment + datetime.timedelta(minutes=1))} & set(
        re.findall(r"\d+\xa0h\xa0\d\d", answer)
    )


def test_the_lock_follows_the_account_not_the_computer(agent: User) -> None:
    for number in range(PER_ACCOUNT):
        fail(agent.email, 1, f"198.51.100.{number}")
    assert locked(attempt(agent.email, PASSWORD, "203.0.113.9"))


def test_a_quarter_of_an_hour_later_it_is_over(agent: User) -> None:
    fail(agent.email)
    assert locked(attempt(agent.email, PASSWORD))
    later(minutes=15, seconds=1)
    assert attempt(agent.email, PASSWORD) == ""


def test_a_refused_try_does_not_make_the_lock_last(agent: User) -> None:
    fail(agent.email)
    later(minutes=14)
    fail(agent.email, 30)
    later(minutes=1, seconds=1)
    assert attempt(agent.email, PASSWORD) == ""


def test_a_right_password_starts_the_count_again(agent: User) -> None:
    fail(agent.email, PER_ACCOUNT - 1)
    assert attempt(agent.email, PASSWORD) == ""
    assert not SignInFailure.objects.exists()
    assert not any(map(locked, fail(agent.email, PER_ACCOUNT - 1)))


@pytest.mark.parametrize(
    "spelling", [str.upper, str.title, lambda e: f"  {e} ", lambda e: e.replace("i", "ı")]
)
def test_another_spelling_of_the_address_gives_no_more_tries(
    spelling: Callable[[str], str], agent: User
) -> None:
    fail(agent.email)
    assert account_key(spelling(agent.email)) == account_key(agent.email)
    assert locked(attempt(spelling(agent.email)))


def test_a_network_has_its_limit_and_other_networks_go_on(agent: User) -> None:
    for number in range(PER_ADDRESS // 2):
        fail(f"nom{number}@exemple.invalid", 2)
    answer = attempt(agent.email, PASSWORD)
    assert "réseau" in answer
    assert attempt(agent.email, PASSWORD, "203.0.113.9") == ""


def test_a_header_that_anybody_writes_does_not_change_the_network(agent: User) -> None:
    for number in range(PER_ADDRESS // 2):
        fail(f"nom{number}@exemple.invalid", 2)
    client = Client(REMOTE_ADDR="198.51.100.1", HTTP_X_FORWARDED_FOR="203.0.113.9")
    response = client.post("/connexion/", {"username": agent.email, "password": PASSWORD})
    assert response.status_code == 200


def test_nothing_says_which_address_was_typed(agent: User) -> None:
    fail("MonMotDePasseTapéParErreur", 1)
    (failure,) = SignInFailure.objects.all()
    assert "MonMotDePasse" not in str(vars(failure))
    assert len(failure.account_key) == 64


# No enumeration


def test_unknown_closed_and_known_accounts_get_the_same_words(agent: User) -> None:
    closed = UserFactory(is_active=False)
    directory = UserFactory()
    directory.set_unusable_password()
    directory.save()
    answers = [
        fail(email, PER_ACCOUNT + 1) for email in (agent.email, closed.email, directory.email, UNKNOWN)
    ]
    assert answers[0] == answers[1] == answers[2] == answers[3]
    assert [locked(answer) for answer in answers[0]] == [False] * PER_ACCOUNT + [True]
    assert attempt(closed.email, PASSWORD) == answers[0][-1]


def test_a_wrong_password_costs_one_hash_whoever_is_named(
    agent: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, directory = UserFactory(is_active=False), UserFactory()
    directory.set_unusable_password()
    directory.save()
    hashed: list[str] = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher,
        "encode",
        lambda self, password, salt: hashed.append(password) or encode(self, password, salt),
    )
    costs, queries = [], []
    attempt(UNKNOWN)  # makes what is kept of the page
    for email in (agent.email, closed.email, directory.email, UNKNOWN):
        hashed.clear()
        with CaptureQueriesContext(connection) as captured:
            attempt(email)
        costs.append(len(hashed))
        queries.append(len(captured))
    assert costs == [1, 1, 1, 1]
    assert len(set(queries)) == 1


def test_asking_for_a_new_password_costs_the_same_whoever_is_named(client: Client, agent: User) -> None:
    closed, directory = UserFactory(is_active=False), UserFactory()
    directory.set_unusable_password()
    directory.save()
    costs = []
    for email in (agent.email, closed.email, directory.email, UNKNOWN):
        with CaptureQueriesContext(connection) as captured:
            response = client.post("/mot-de-passe/oublie/", {"email": email})
        assert (response.status_code, response.url) == (302, "/mot-de-passe/envoye/")
        costs.append([query["sql"].split()[0] for query in captured])
    assert costs[0] == costs[1] == costs[2] == costs[3]
    assert mail.outbox == []
    assert sorted(letter.to for letter in letters()) == sorted([agent.email, directory.email])
    assert not OutgoingMail.objects.exists()


def test_the_log_says_that_a_limit_is_reached_and_no_unknown_address(agent: User) -> None:
    fail(agent.email)
    fail("mot-de-passe-par-erreur@exemple.invalid")
    known, unknown = ModelLogEntry.objects.filter(action="accounts.lock").order_by("pk")
    assert (known.object_id, known.label) == (str(agent.pk), f"compte n°\u00a0{agent.pk}")
    assert known.data == {"address": "198.51.100.1"}
    assert "erreur" not in str(vars(unknown))


def test_one_wrong_password_each_of_several_people_reaches_no_limit() -> None:
    for _person in range(PER_ACCOUNT):
        fail(UserFactory().email, times=1)
    assert not ModelLogEntry.objects.filter(action="accounts.lock").exists()


# The ways back


def test_a_new_password_through_the_mail_lifts_the_lock(client: Client, agent: User) -> None:
    fail(agent.email)
    client.post("/mot-de-passe/oublie/", {"email": agent.email})
    link = next(word for word in letters()[0].text.split() if "/mot-de-passe/nouveau/" in word)
    form = client.get(link.removeprefix("http://localhost:8000"), follow=True)
    new = "une toute nouvelle phrase de passe"
    client.post(form.redirect_chain[-1][0], {"new_password1": new, "new_password2": new})
    assert attempt(agent.email, new) == ""


def test_an_administrator_lifts_the_lock(sign_in: Callable[[User], Client], agent: User) -> None:
    fail(agent.email)
    administrator = UserFactory(groups=["Administration"])
    page = reverse("account_security", args=[agent.pk])
    client = sign_in(administrator)
    assert "Verrouillé" in client.get(page).content.decode()
    assert client.post(page, {"do": "unlock"}).url == page
    assert attempt(agent.email, PASSWORD) == ""
    (entry,) = ModelLogEntry.objects.filter(action="accounts.unlock")
    assert (entry.user, entry.object_id) == (administrator, str(agent.pk))


# What else is limited


def test_the_old_password_is_not_guessed_in_an_open_session(
    sign_in: Callable[[User], Client], agent: User
) -> None:
    client = sign_in(agent)
    new = "une toute nouvelle phrase de passe"
    fields = {"old_password": WRONG, "new_password1": new, "new_password2": new}
    for _time in range(PER_ACCOUNT):
        client.post("/mot-de-passe/", fields)
    response = client.post("/mot-de-passe/", fields | {"old_password": PASSWORD})
    assert locked(response.context["form"].errors["old_password"][0])


def test_requests_for_a_new_password_are_limited_without_a_word(client: Client, agent: User) -> None:
    for _time in range(PER_ACCOUNT + 3):
        assert client.post("/mot-de-passe/oublie/", {"email": agent.email}).url == "/mot-de-passe/envoye/"
    assert OutgoingMail.objects.count() == PER_ACCOUNT
    assert attempt(agent.email, PASSWORD) == ""  # and they lock nobody out
