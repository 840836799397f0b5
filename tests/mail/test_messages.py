"""Every mail of the portal is made alike: text and HTML, one foot, people by name; nothing is loaded."""

import datetime
import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.mail import send_mail
from django.test import override_settings
from django.utils import translation

from portal.mail.messages import make_message, named
from portal.mail.models import OutgoingMail

FOLDER = Path(settings.BASE_DIR) / "templates" / "emails"
SUBJECT = "_subject.txt"
MAILS = sorted(str(path.relative_to(FOLDER)).removesuffix(SUBJECT) for path in FOLDER.rglob(f"*{SUBJECT}"))
SITE = "https://portail.exemple.invalid"
# All that some mail needs.
CONTEXT: dict[str, object] = {
    "first_name": "Élodie",
    "login_email": "elodie@exemple.invalid",
    "uid": "MQ",
    "token": "abc-123",
    "kind": "Accéder à mes données",
    "due_on": datetime.date(2026, 12, 25),
    "address": f"{SITE}/mon-espace/",
    "lost": 3,
    "asked_at": datetime.datetime(2026, 12, 25, 8, tzinfo=datetime.UTC),
    "digest_subject": "[Projet] 2 nouvelles pour vous",
    "settings_url": f"{SITE}/mon-espace/notifications/reglages/",
    "centre_url": f"{SITE}/mon-espace/notifications/",
    "stops": [("Réponses", f"{SITE}/mon-espace/notifications/desabonnement/x/")],
}


@override_settings(WAGTAILADMIN_BASE_URL=SITE + "/", PORTAL_NAME="Ensemble & mieux")
def written(name: str, language: str = "fr", **context: object) -> tuple[EmailMessage, str, str]:
    """The message as a mail program reads it, its text and its HTML."""
    with translation.override(language):
        made = make_message(name, named("Élodie Martin", "elodie@exemple.invalid"), {**CONTEXT, **context})
    read = BytesParser(EmailMessage, policy=policy.default).parsebytes(made.message().as_bytes())
    assert isinstance(read, EmailMessage)
    text, html = (read.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    return read, text.get_content(), html.get_content()


class Reader(HTMLParser):
    """The elements of a page, what they hold, and the addresses in their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.addresses: list[str] = []
        self.texts: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.addresses += [
            value or "" for name, value in attrs if name in ("href", "src", "srcset", "background")
        ]

    def handle_data(self, data: str) -> None:
        if self.elements:
            self.texts.setdefault(self.elements[-1], data.strip())


def test_every_mail_has_a_subject_a_text_and_html_on_the_common_base() -> None:
    assert len(MAILS) == 11
    for name in MAILS:
        for ending in ("txt", "html"):
            assert (
                (FOLDER / f"{name}.{ending}")
                .read_text()
                .startswith(f'{{% extends "emails/base.{ending}" %}}')
            )
    known = {f"{name}{ending}" for name in MAILS for ending in (SUBJECT, ".txt", ".html")}
    others = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.*")} - known
    assert others == {"base.txt", "base.html", "includes/button.html"}


def test_no_mail_is_written_elsewhere() -> None:
    """The one way is `make_message`: nothing else makes a message, or has a template of a mail."""
    root = Path(settings.BASE_DIR)
    making = {
        str(path.relative_to(root))
        for part in ("home", "portal", "projects", "search", "videos")
        for path in (root / part).rglob("*.py")
        if re.search(
            r"\bsend_mail\(|\bsend_mass_mail\(|\bEmailMultiAlternatives\(|\bEmailMessage\(", path.read_text()
        )
    }
    assert making == {"portal/mail/messages.py"}
    assert set((root / "templates").glob("*/mail")) == {FOLDER / "mail"}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", MAILS)
def test_what_every_mail_says_around_its_own(name: str, language: str) -> None:
    message, text, html = written(name, language)
    hello, automatic = (
        ("Bonjour Élodie,", "automatiquement") if language == "fr" else ("Hello Élodie,", "automatically")
    )
    assert text.startswith(hello)
    for part in (text, html):
        assert hello in part
        assert automatic in part
        assert SITE in part
        assert f"{SITE}//" not in part
        assert "{{" not in part
    assert "Ensemble & mieux" in text
    assert "Ensemble &amp; mieux" in html
    assert "\n\n\n" not in text
    assert (message["To"], message["From"].addresses[0].display_name) == (
        "Élodie Martin <elodie@exemple.invalid>",
        "Projet d’administration",
    )
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"


@pytest.mark.parametrize("name", MAILS)
def test_html_loads_nothing_and_says_what_it_is(name: str) -> None:
    message, _text, html = written(name)
    assert html.startswith('<!doctype html>\n<html lang="fr">')
    page = Reader(html)
    assert not {"img", "link", "script", "iframe", "object", "video", "audio", "form"} & set(page.elements)
    assert [address for address in page.addresses if not address.startswith(f"{SITE}/")] == []
    assert not re.search(r"url\(|@import|@font-face", html)
    assert page.elements.count("h1") == 1
    digest = name == "notifications/digest"  # its subject says what is new, as its groups do
    assert page.texts["title"] == ("Du nouveau pour vous" if digest else message["Subject"].strip())
    assert page.texts["h1"] == page.texts["title"]
    assert "prefers-color-scheme: dark" in html


def test_without_a_name_the_greeting_is_plain() -> None:
    _message, text, html = written("privacy/request", first_name="")
    assert text.startswith("Bonjour,\n")
    assert ">Bonjour,</p>" in html


def test_what_people_wrote_is_escaped_in_html_alone() -> None:
    _message, text, html = written("signin/password_changed", first_name="<b>É</b>")
    assert "Bonjour <b>É</b>," in text
    assert "Bonjour &lt;b&gt;É&lt;/b&gt;," in html


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Élodie Martin", "Élodie Martin"),
        ('Jean "le Grand" <x@y.fr>, Paul', 'Jean "le Grand" <x@y.fr>, Paul'),
        ("Une\r\nBcc: autre@exemple.invalid", "Une Bcc: autre@exemple.invalid"),
        ("Anne\u202eMarie\x00", "Anne Marie"),
        ("\\", "\\"),
        ("É" * 20, "É" * 20),
        ("", ""),
    ],
)
def test_a_name_stands_before_the_address_whatever_is_in_it(name: str, expected: str) -> None:
    message = make_message("signin/no_password", named(name, "une@exemple.invalid"), CONTEXT)
    assert len(message.recipients()) == 1
    read = BytesParser(EmailMessage, policy=policy.default).parsebytes(message.message().as_bytes())
    (address,) = read["To"].addresses
    assert (address.display_name, address.addr_spec) == (expected, "une@exemple.invalid")
    assert read["Bcc"] is None


@pytest.mark.django_db
def test_naming_a_message_asks_nothing_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django asks for the name of the machine, which may take as long as a name server is silent."""

    def ask() -> Any:
        raise AssertionError("a request waits for the network")

    monkeypatch.setattr("django.core.mail.message.DNS_NAME.get_fqdn", ask)
    send_mail("Objet", "Corps", None, ["une@exemple.invalid"])
    assert b"@localhost>" in bytes(OutgoingMail.objects.get().content or b"")
