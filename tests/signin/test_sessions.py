"""How long a session lives, where one is signed in, and what ends it."""

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from portal.accounts.models import User
from portal.common.retention import purges
from portal.signin.models import Session
from portal.signin.sessions import browser_in_words
from tests.factories import PASSWORD, UserFactory
from tests.mailbox import letters

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
)
CHROME = (
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36"
)
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Mobile/15E148 Safari/604.1"
)
NEW = "une toute nouvelle phrase de passe"


def signed_in(agent: User, browser: str = FIREFOX) -> Client:
    """A browser in which the agent typed address and password."""
    client = Client(headers={"user-agent": browser}, REMOTE_ADDR="198.51.100.1")
    client.post("/connexion/", {"username": agent.email, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get("/mon-espace/").status_code == 200


def row(client: Client) -> Session:
    return Session.objects.get(session_key=client.cookies["sessionid"].value)


def pass_time(client: Client, **delay: float) -> None:
    """Move everything that the session remembers into the past."""
    delta = datetime.timedelta(**delay)
    session = row(client)
    Session.objects.filter(pk=session.pk).update(
        created_at=session.created_at - delta,
        last_seen=session.last_seen - delta,
        expire_date=session.expire_date - delta,
    )


# Lifetimes


def test_signing_in_renews_the_key(client: Client, agent: User) -> None:
    session = client.session
    session["something"] = "kept"
    session.save()
    before = session.session_key
    client.post("/connexion/", {"username": agent.email, "password": PASSWORD})
    assert client.session.session_key != before
    assert client.session["something"] == "kept"
    assert not Session.objects.filter(session_key=before).exists()


def test_a_key_chosen_by_somebody_else_is_not_taken(client: Client, agent: User) -> None:
    client.cookies["sessionid"] = "a" * 32
    client.post("/connexion/", {"username": agent.email, "password": PASSWORD})
    assert client.cookies["sessionid"].value != "a" * 32


def test_the_cookie_ends_with_the_browser(agent: User) -> None:
    cookie = signed_in(agent).cookies["sessionid"]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert cookie["httponly"]


def test_four_hours_away_end_it(agent: User) -> None:
    client = signed_in(agent)
    pass_time(client, hours=3, minutes=59)
    assert is_in(client)
    pass_time(client, hours=4, seconds=1)
    assert not is_in(client)


def test_twelve_hours_end_it_however_busy(agent: User) -> None:
    client = signed_in(agent)
    for _hour in range(11):
        pass_time(client, hours=1)
        assert is_in(client)
    assert row(client).expire_date - row(client).created_at == datetime.timedelta(hours=12)
    pass_time(client, hours=1, seconds=1)
    assert not is_in(client)


def test_lifetimes_are_settings(agent: User, settings: Settings) -> None:
    settings.SESSION_COOKIE_AGE, settings.SESSION_ABSOLUTE_AGE = 100, 300
    client = signed_in(agent)
    assert row(client).expire_date - row(client).last_seen == datetime.timedelta(seconds=100)
    for _turn in range(5):
        pass_time(client, seconds=50)
        assert is_in(client)
    pass_time(client, seconds=51)
    assert not is_in(client)


def test_its_use_is_written_every_five_minutes_at_most(agent: User) -> None:
    client = signed_in(agent)
    client.get("/mon-espace/")
    pass_time(client, minutes=4)
    seen = row(client).last_seen
    with CaptureQueriesContext(connection) as quiet:
        client.get("/mon-espace/")
    assert row(client).last_seen == seen
    pass_time(client, minutes=2)
    with CaptureQueriesContext(connection) as noted:
        client.get("/mon-espace/")
    assert row(client).last_seen > seen
    assert not [query for query in quiet if query["sql"].startswith(("UPDATE", "INSERT"))]
    writes = [query for query in noted if query["sql"].startswith(("UPDATE", "INSERT"))]
    assert len(writes) == 1


def test_a_visitor_leaves_no_session(client: Client) -> None:
    client.get("/")
    client.get("/connexion/")
    assert not Session.objects.exists()


# My sessions


def test_my_devices_are_listed_in_words_and_this_one_marked(agent: User) -> None:
    here, _there = signed_in(agent), signed_in(agent, CHROME)
    signed_in(UserFactory(), SAFARI)
    page = here.get("/mon-espace/securite/").content.decode()
    assert "Firefox · Windows" in page
    assert "Chrome · Android" in page
    assert "198.51.100.1" in page
    assert "iPhone" not in page
    assert page.count("Cet appareil") == 1
    assert row(here).session_key not in page
    assert 'href="/mon-espace/securite/"' in here.get("/mon-espace/").content.decode()


def test_one_device_is_signed_out(agent: User) -> None:
    here, there, third = signed_in(agent), signed_in(agent, CHROME), signed_in(agent, EDGE)
    response = here.post("/mon-espace/securite/deconnecter/", {"session": row(there).handle}, follow=True)
    assert "Cet appareil est déconnecté" in response.content.decode()
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, True)


def test_all_the_others_are_signed_out(agent: User) -> None:
    here, there, third = signed_in(agent), signed_in(agent), signed_in(agent)
    here.post("/mon-espace/securite/deconnecter-les-autres/")
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, False)


def test_a_session_of_somebody_else_is_out_of_reach(agent: User) -> None:
    other, mine = signed_in(UserFactory()), signed_in(agent)
    for handle in (row(other).handle, row(other).session_key, "", "x" * 64):
        assert mine.post("/mon-espace/securite/deconnecter/", {"session": handle}).status_code == 404
    assert is_in(other)


def test_a_page_in_a_signed_out_browser_writes_nothing(agent: User) -> None:
    here, there = signed_in(agent), signed_in(agent)
    here.post("/mon-espace/securite/deconnecter-les-autres/")
    response = there.get("/mon-espace/")
    assert response.status_code == 302
    assert not Session.objects.filter(user=agent).exclude(pk=row(here).pk).exists()


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox · Windows"),
        (EDGE, "Edge · Windows"),
        (CHROME, "Chrome · Android"),
        (SAFARI, "Safari · iPhone"),
        ("curl/8.0", ""),
        ("", ""),
        ("<script>alert(1)</script> Firefox/1", "Firefox"),
    ],
)
def test_a_browser_in_words(user_agent: str, words: str) -> None:
    assert browser_in_words(user_agent) == words


# What ends sessions


def test_a_new_password_ends_the_other_sessions_and_tells_by_mail(agent: User) -> None:
    here, there = signed_in(agent), signed_in(agent)
    before = row(here).session_key
    here.post("/mot-de-passe/", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})
    assert (is_in(here), is_in(there)) == (True, False)
    assert row(here).session_key != before
    assert Session.objects.filter(user=agent).count() == 1
    (message,) = letters()
    assert message.to == agent.email
    assert "mot de passe" in message.subject


def test_a_closed_account_is_out_at_once_and_stays_out(agent: User) -> None:
    client = signed_in(agent)
    agent.is_active = False
    agent.save()
    assert not is_in(client)
    agent.is_active = True
    agent.save()
    assert not is_in(client)


def test_so_is_one_closed_with_others(agent: User, sign_in: Callable[[User], Client]) -> None:
    client = signed_in(agent)
    url = reverse("wagtail_bulk_action", args=["accounts", "user", "set_active_state"])
    administrator = sign_in(UserFactory(groups=["Administration"]))
    administrator.post(f"{url}?id={agent.pk}", {"mark_as_active": "False"})
    agent.refresh_from_db()
    assert not agent.is_active
    assert not Session.objects.filter(user=agent).exists()
    assert not is_in(client)


def test_an_administrator_signs_an_account_out(agent: User, sign_in: Callable[[User], Client]) -> None:
    client = signed_in(agent)
    page = reverse("account_security", args=[agent.pk])
    sign_in(UserFactory(groups=["Administration"])).post(page, {"do": "sign_out"})
    assert not is_in(client)


def test_ended_sessions_are_purged(agent: User) -> None:
    old, new = signed_in(agent), signed_in(agent)
    pass_time(old, days=2)
    assert purges["sessions"](timezone.now() - datetime.timedelta(days=1)) == 1
    assert is_in(new)
