"""What the DNS says of the sender's domain: asked of a name server of this machine."""

import socketserver
import threading
from collections.abc import Iterator
from io import StringIO
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from portal.mail import domains


class NameServer(socketserver.ThreadingUDPServer):
    """Answers with the TXT records that it has; says nothing while it is `silent`."""

    daemon_threads = True
    silent = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.texts: dict[str, list[str]] = {}

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class Answer(socketserver.BaseRequestHandler):
    """The answer to one question."""

    server: NameServer

    def handle(self) -> None:
        data, wire = self.request
        question = dns.message.from_wire(data)
        name = question.question[0].name
        answer: Any = dns.message.make_response(question)
        answer.flags |= dns.flags.RA
        texts = self.server.texts.get(name.to_text(omit_final_dot=True))
        if texts:
            quoted = [
                " ".join(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200)) for text in texts
            ]
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *quoted))
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        if not self.server.silent:
            wire.sendto(answer.to_wire(), self.client_address)


@pytest.fixture
def names() -> Iterator[NameServer]:
    with NameServer() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()


def checked(names: NameServer, *arguments: str) -> tuple[str, bool]:
    """What the command writes, and whether it is content."""
    out = StringIO()
    try:
        call_command("check_mail_domain", *arguments, server=names.address, stdout=out)
    except CommandError:
        return out.getvalue(), False
    return out.getvalue(), True


KEY = "v=DKIM1; k=rsa; p=" + "MIIB" * 90
GOOD = {
    "exemple.fr": ["autre=1", "v=spf1 include:_spf.exemple.fr -all"],
    "_dmarc.exemple.fr": ["v=DMARC1; p=quarantine; rua=mailto:a@exemple.fr"],
    "s1._domainkey.exemple.fr": [KEY],
}


def test_a_domain_that_says_all_is_good(names: NameServer) -> None:
    names.texts = GOOD
    shown, content = checked(names, "exemple.fr", "--selector", "s1")
    assert content
    assert shown.count(": ok.") == 3
    assert "360 signs" in shown, "a long record comes in pieces"


def test_the_domain_and_the_keys_of_the_settings_are_checked(names: NameServer, settings: Settings) -> None:
    names.texts = GOOD
    settings.DEFAULT_FROM_EMAIL = "Portail <portail@Exemple.fr>"
    assert "DKIM: not looked for" in checked(names)[0]
    settings.MAIL_DKIM_SELECTORS = ["s1"]
    shown, content = checked(names)
    assert content
    assert "DKIM (s1._domainkey.exemple.fr): ok" in shown


def test_the_policy_of_the_organisation_counts(names: NameServer) -> None:
    names.texts = {**GOOD, "portail.exemple.fr": ["v=spf1 ~all"]}
    shown, content = checked(names, "portail.exemple.fr")
    assert content
    assert "DMARC (_dmarc.exemple.fr): ok" in shown


@pytest.mark.parametrize(
    ("name", "records", "words"),
    [
        ("exemple.fr", [], "SPF (exemple.fr): to mend. 0 records"),
        ("exemple.fr", ["v=spf1 -all", "v=spf1 ~all"], "2 records"),
        ("exemple.fr", ["v=spf1 +all"], "everybody"),
        ("exemple.fr", ["v=spf1 mx"], "must end"),
        ("_dmarc.exemple.fr", [], "There is none"),
        ("_dmarc.exemple.fr", ["v=DMARC1; p=oui"], "no policy"),
        ("s1._domainkey.exemple.fr", [], "no key"),
        ("s1._domainkey.exemple.fr", ["v=DKIM1; p="], "withdrawn"),
    ],
)
def test_what_is_to_mend_is_said(names: NameServer, name: str, records: list[str], words: str) -> None:
    names.texts = {**GOOD, name: records}
    shown, content = checked(names, "exemple.fr", "--selector", "s1")
    assert not content
    assert words in shown
    assert shown.count(": ok.") == 2


def test_without_an_answer_it_says_what_to_look_for(
    names: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(domains, "TIMEOUT", 0.3)
    names.silent = True
    shown, content = checked(names, "exemple.fr", "--selector", "s1")
    assert content, "nothing is known to be wrong"
    assert shown.count("unknown. The name servers do not answer. Look for a TXT record") == 3
