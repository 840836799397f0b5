"""Nothing that a person writes, is called or keeps secret stands in the log, whatever fails."""

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
from django.conf import settings as installed
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.test import Client
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from pytest_django.fixtures import Settings

from portal.http.form_owner import sign_owner
from portal.http.logs import JSONFormatter, WorkFilter
from tests.factories import ActionPageFactory, UserFactory
from tests.mailbox import receiving_mail, send_outbox

pytestmark = pytest.mark.django_db

WORD = "canari"  # stands in all that is written, called or secret
WAYS = ("value", "key", "denied", "suspicious", "unreadable", "number", "twice", "disk", "cause")


@pytest.fixture
def written(caplog: pytest.LogCaptureFixture) -> Iterator[io.StringIO]:
    """What a real installation writes on stderr meanwhile."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(WorkFilter())
    handler.setFormatter(JSONFormatter())
    caplog.set_level(logging.INFO, "portal.request")
    logging.root.addHandler(handler)
    yield stream
    logging.root.removeHandler(handler)


def lines(written: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_the_way_of_an_agent_through_the_portal(written: io.StringIO, settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.http.failing_site"
    agent = UserFactory(
        email=f"{WORD}@exemple.fr",
        first_name=WORD.title(),
        last_name=f"De {WORD}",
        password=f"le {WORD} 2026",
    )
    action = ActionPageFactory(title=f"Le {WORD}", slug="une-action")
    client = Client(
        raise_request_exception=False, headers={"User-Agent": WORD, "Referer": f"https://x/{WORD}"}
    )

    client.post("/connexion/", {"username": agent.email, "password": f"faux {WORD}"})
    client.post("/connexion/", {"username": f"autre.{agent.email}", "password": f"faux {WORD}"})
    client.post("/connexion/", {"username": agent.email, "password": f"le {WORD} 2026"})
    key = client.cookies[installed.SESSION_COOKIE_NAME].value
    client.get(f"/recherche/?q={WORD}")
    client.get(f"/rien/?q={WORD}")
    client.generic("PROPFIND", f"/?q={WORD}")
    client.get(f"/?q={key}", headers={"Host": "ailleurs.invalid"})
    comment = {"text": f"Un {WORD}", "_owner": sign_owner(agent.pk)}
    client.post(reverse("comments:comments", args=[action.pk]), comment)
    for how in WAYS:
        client.post("/repeats/", {"how": how, "text": f'{WORD}@exemple.fr {WORD} "{WORD}" {key}'})
    token = default_token_generator.make_token(agent)
    number = urlsafe_base64_encode(force_bytes(agent.pk))
    client.get(f"/mot-de-passe/nouveau/{number}/{token}/")
    client.get(f"/mot-de-passe/nouveau/{number}/{token}/{key}/")

    found = written.getvalue()
    assert not re.search(WORD, found, re.IGNORECASE), found
    assert key not in found
    assert token not in found
    assert agent.pk in [line.get("user") for line in lines(written)]
    loggers = {line["logger"] for line in lines(written)}
    assert {"portal.request", "portal.security", "django.request"} <= loggers
    routes = {line.get("route") for line in lines(written) if line["logger"] == "portal.request"}
    assert {"search:results", "comments:comments", "login"} <= routes


def test_mail_that_is_refused(written: io.StringIO, settings: Settings) -> None:
    with receiving_mail(settings) as mailbox:
        mailbox.refused.add(f"{WORD}@exemple.fr")
        send_mail(f"Pour {WORD}", WORD, None, [f"{WORD}@exemple.fr"])
        assert send_outbox() == 0
    settings.EMAIL_PORT = 1
    send_mail(f"Pour {WORD}", WORD, None, [f"autre.{WORD}@exemple.fr"])
    assert send_outbox() == 0
    assert WORD not in written.getvalue()
    assert "takes no mail, which waits" in written.getvalue()
