"""Signing in with the password of a real LDAP server, and leaving with it."""

import socket
import ssl
import threading
import uuid
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_login_failed
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from portal.accounts.models import User
from portal.signin.directory import ldap
from portal.signin.directory.models import DirectoryRule, Identity
from tests.factories import PASSWORD, OrganisationFactory, ServiceFactory, UserFactory
from tests.parts.servers import free_port
from tests.parts.slapd import READER, READER_PASSWORD, Slapd

pytestmark = [pytest.mark.parts, pytest.mark.django_db]

AGENT_PASSWORD = "le mot de passe de l’annuaire"


class Branch:
    """One test's part of the directory."""

    def __init__(self, server: Slapd) -> None:
        self.server = server
        self.dn = server.new_branch()

    def add(self, uid: str, **attributes: Any) -> str:
        """Somebody whose password is AGENT_PASSWORD; returns the name of the entry."""
        dn = f"uid={uid},{self.dn}"
        entry = {
            "cn": uid,
            "sn": "Numéro1",
            "givenName": "Camille",
            "mail": f"{uid}@exemple.invalid",
            "ou": "Voirie",
            "userPassword": AGENT_PASSWORD,
            **attributes,
        }
        classes = ["inetOrgPerson", *(["adPerson"] if "objectGUID" in attributes else [])]
        with self.server.manage() as manager:
            manager.add(dn, classes, entry)
        return dn

    def add_group(self, name: str, *members: str) -> str:
        dn = f"cn={name},{self.dn}"
        with self.server.manage() as manager:
            manager.add(dn, "groupOfNames", {"member": list(members)})
        return dn

    def change(self, dn: str, **attributes: list[str]) -> None:
        with self.server.manage() as manager:
            manager.replace(dn, attributes)

    def remove(self, dn: str) -> None:
        with self.server.manage() as manager:
            manager.remove(dn)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slapd]:
    server = Slapd(tmp_path_factory.mktemp("slapd"))
    yield server
    server.stop()


@pytest.fixture
def branch(server: Slapd, settings: Settings) -> Branch:
    """The portal reads this branch; everybody in it belongs to the city."""
    branch = Branch(server)
    settings.LDAP_URL = server.url
    settings.LDAP_CA_FILE = str(server.ca_file)
    settings.LDAP_BIND_DN, settings.LDAP_BIND_PASSWORD = READER, READER_PASSWORD
    settings.LDAP_USER_BASE = branch.dn
    settings.LDAP_USER_FILTER = "(|(uid={login})(mail={login}))"
    rule("mail", "*", organisation=OrganisationFactory(slug="ville", name="Ville"))
    return branch


def rule(attribute: str, value: str, **target: Any) -> None:
    DirectoryRule.objects.create(source="ldap", attribute=attribute, value=value, **target)


def sign_in(client: Client, login: str, password: str = AGENT_PASSWORD) -> str:
    """Send the form; the page shown, or nothing once signed in."""
    response = client.post("/connexion/", {"username": login, "password": password})
    return "" if response.status_code == 302 else response.content.decode()


def is_in(client: Client) -> bool:
    return client.get("/mon-espace/").status_code == 200


def fall_silent(listener: socket.socket, first_answer: bytes, left: list[bool]) -> None:
    """Answer once, then say nothing; note whether who asked gives up before we do."""
    connection, _address = listener.accept()
    with connection:
        connection.settimeout(20)
        try:
            if first_answer:
                connection.recv(4096)
                connection.sendall(first_answer)
            while connection.recv(4096):
                pass
            left.append(True)
        except ConnectionError:
            left.append(True)
        except TimeoutError:
            left.append(False)


def sync(**options: Any) -> str:
    out = StringIO()
    call_command("directory_sync", stdout=out, **options)
    return out.getvalue()


def test_the_first_sign_in_makes_the_account(branch: Branch, client: Client) -> None:
    service, group = ServiceFactory(name="Voirie"), Group.objects.get(name="Communication")
    rule("ou", "voirie", service=service)
    dn = branch.add("camille", title="Cheffe d’équipe")
    rule("memberOf", branch.add_group("com", dn).upper(), group=group)
    assert sign_in(client, "camille") == ""
    assert is_in(client)
    user = User.objects.get()
    assert (user.first_name, user.last_name, user.email) == ("Camille", "Numéro1", "camille@exemple.invalid")
    assert (user.organisation.name, user.service, user.job_title) == ("Ville", service, "Cheffe d’équipe")
    assert list(user.groups.all()) == [group]
    assert not user.has_usable_password()
    assert sign_in(Client(), "CAMILLE@exemple.invalid") == ""
    assert User.objects.count() == 1


def test_groups_are_found_where_entries_do_not_name_them(
    branch: Branch, client: Client, settings: Settings
) -> None:
    group = Group.objects.get(name="Modération")
    settings.LDAP_GROUP_BASE = branch.dn
    with branch.server.manage() as manager:
        dn = branch.add("camille")
        manager.add(f"cn=mod,{branch.dn}", "groupOfUniqueNames", {"uniqueMember": dn})
    rule("memberOf", f"cn=mod,{branch.dn}", group=group)
    sign_in(client, "camille")
    assert list(User.objects.get().groups.all()) == [group]


def test_a_wrong_password_and_an_unknown_login_are_told_alike(branch: Branch, client: Client) -> None:
    branch.add("camille")
    wrong, unknown = sign_in(client, "camille", "autre chose"), sign_in(client, "inconnue", "autre chose")
    assert "ne vont pas ensemble" in wrong
    assert wrong.count("ne vont pas ensemble") == unknown.count("ne vont pas ensemble")
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "login",
    [
        "*", "c*", "*)(uid=*", "camille)(|(uid=*", "camille)(&", "*)(objectClass=*))(|(uid=*", ")(|(mail=*",
        "camille\x00", "\x00", "\\2a", "\\63amille", "camille)(userPassword=*", "((((((", "))))", "&|!",
        "uid=camille", "cаmille", "camille\n", "é" * 200, "x" * 254, "x" * 5000, "\ud800",
    ],
)  # fmt: skip
def test_an_injection_finds_nobody(login: str, branch: Branch, client: Client) -> None:
    branch.add("camille")
    assert ldap.find_and_verify(login, AGENT_PASSWORD) is None
    if "\ud800" not in login and login.strip() != "camille":
        assert sign_in(client, login)
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["", "\x00", "*", "x" * 100_000])
def test_such_a_password_opens_nothing(password: str, branch: Branch, client: Client) -> None:
    """slapd takes a name without a password for an anonymous visitor, and says yes."""
    branch.add("camille")
    assert ldap.find_and_verify("camille", password) is None
    assert sign_in(client, "camille", password)
    assert not User.objects.exists()


def test_two_entries_for_one_login_open_nothing(branch: Branch, client: Client) -> None:
    branch.add("camille", mail="partagee@exemple.invalid")
    branch.add("claude", mail="partagee@exemple.invalid")
    assert sign_in(client, "partagee@exemple.invalid")
    assert not User.objects.exists()


def test_an_account_with_the_same_address_is_bound_by_its_password_alone(
    branch: Branch, client: Client
) -> None:
    existing = UserFactory(email="camille@exemple.invalid")
    branch.add("camille")
    assert "Un compte du portail utilise déjà votre adresse" in sign_in(client, "camille")
    assert not Identity.objects.exists()
    assert sign_in(client, existing.email, PASSWORD) == ""
    assert Identity.objects.get().user == existing
    assert sign_in(Client(), "camille") == ""
    assert User.objects.count() == 1


class TestConnection:
    def test_encrypted_from_the_start(self, branch: Branch, client: Client, settings: Settings) -> None:
        settings.LDAP_URL = branch.server.tls_url
        branch.add("camille")
        assert sign_in(client, "camille") == ""

    def test_the_case_of_the_scheme_takes_no_encryption_away(
        self, branch: Branch, client: Client, settings: Settings
    ) -> None:
        settings.LDAP_URL = branch.server.misnamed_url.replace("ldap:", "LDAP:")
        branch.add("camille")
        assert "ne répond pas" in sign_in(client, "camille")

    @pytest.mark.parametrize("wrong", ["authority", "name", "port", "password"])
    def test_passwords_go_to_no_other_server(
        self, wrong: str, branch: Branch, client: Client, settings: Settings
    ) -> None:
        branch.add("camille")
        if wrong == "authority":
            settings.LDAP_CA_FILE = ssl.get_default_verify_paths().cafile or ""
        elif wrong == "name":
            settings.LDAP_URL = branch.server.misnamed_url
        elif wrong == "port":
            settings.LDAP_URL = f"ldap://127.0.0.1:{free_port()}"
        else:
            settings.LDAP_BIND_PASSWORD = "périmé"
        assert "L’annuaire de votre organisation ne répond pas" in sign_in(client, "camille")

    @pytest.mark.parametrize(
        ("scheme", "first_answer"),
        [("ldaps", b""), ("ldap", b""), ("ldap", bytes.fromhex("300c02010178070a010004000400"))],
        ids=["encryption", "StartTLS", "encryption after StartTLS"],
    )
    def test_a_directory_that_falls_silent_is_left(
        self, scheme: str, first_answer: bytes, branch: Branch, client: Client, settings: Settings
    ) -> None:
        left: list[bool] = []
        with socket.create_server(("127.0.0.1", 0)) as listener:
            silent = threading.Thread(target=fall_silent, args=(listener, first_answer, left))
            silent.start()
            settings.LDAP_URL = f"{scheme}://127.0.0.1:{listener.getsockname()[1]}"
            page = sign_in(client, "camille")
            silent.join()
        assert "ne répond pas" in page
        assert left == [True]

    def test_without_the_directory_the_portals_own_accounts_sign_in(
        self, branch: Branch, client: Client, settings: Settings, agent: User
    ) -> None:
        failures: list[object] = []
        note: Callable[..., None] = lambda **details: failures.append(details)  # noqa: E731
        settings.LDAP_URL = f"ldap://127.0.0.1:{free_port()}"
        user_login_failed.connect(note)
        try:
            assert "ne répond pas" in sign_in(client, agent.email, "autre chose")
            assert "ne répond pas" in sign_in(client, "inconnue")
        finally:
            user_login_failed.disconnect(note)
        assert failures == []  # an outage counts against nobody
        assert sign_in(client, agent.email, PASSWORD) == ""


class TestLeaving:
    def test_who_leaves_the_directory_is_out(self, branch: Branch, client: Client) -> None:
        dn, _other = branch.add("camille"), branch.add("claude")
        sign_in(client, "camille")
        other = Client()
        sign_in(other, "claude")
        sync()
        assert is_in(client)
        branch.remove(dn)
        assert sync() == "2 accounts checked, 1 deactivated\n"
        assert not is_in(client)
        assert is_in(other)
        assert not User.objects.get(email="camille@exemple.invalid").is_active
        branch.add("camille")  # somebody else under the same name, or back: not silently
        sync()
        assert "est fermé" in sign_in(client, "camille")

    def test_an_old_session_does_not_come_back_with_the_account(self, branch: Branch, client: Client) -> None:
        dn, _other = branch.add("camille"), branch.add("claude")
        sign_in(client, "camille")
        branch.remove(dn)
        sync()
        User.objects.update(is_active=True)
        assert not is_in(client)

    def test_who_is_not_let_in_any_more_is_out(
        self, branch: Branch, client: Client, settings: Settings
    ) -> None:
        """The filter may ask for more than a login."""
        settings.LDAP_USER_FILTER = "(&(uid={login})(ou=Voirie))"
        dn, _other = branch.add("camille"), branch.add("claude")
        sign_in(client, "camille")
        branch.change(dn, ou=["Ailleurs"])
        sync()
        assert not is_in(client)

    def test_a_new_name_or_place_is_the_same_person(self, branch: Branch, client: Client) -> None:
        dn = branch.add("camille")
        sign_in(client, "camille")
        with branch.server.manage() as manager:
            manager.rename(dn, "uid=camille.nouveau")
        branch.change(f"uid=camille.nouveau,{branch.dn}", sn=["Nouveau"], mail=["nouveau@exemple.invalid"])
        sync()
        assert is_in(client)
        user = User.objects.get()
        assert (user.last_name, user.email) == ("Nouveau", "nouveau@exemple.invalid")

    def test_rights_follow_without_signing_in_again(self, branch: Branch, client: Client) -> None:
        group, kept = Group.objects.get(name="Communication"), Group.objects.create(name="Accueil")
        dn, other = branch.add("camille"), branch.add("claude")
        com = branch.add_group("com", dn, other)
        rule("memberOf", com, group=group)
        sign_in(client, "camille")
        user = User.objects.get()
        user.groups.add(kept)
        assert client.get("/gestion/").status_code == 200
        branch.change(com, member=[other])
        sync()
        assert client.get("/gestion/").status_code == 403
        assert list(user.groups.all()) == [kept]
        branch.change(com, member=[dn])
        sync()
        assert set(user.groups.all()) == {group, kept}


class TestImplausibleAnswers:
    @pytest.fixture
    def agents(self, branch: Branch) -> list[str]:
        """Names of the entries of twelve people who have an account."""
        names = [branch.add(f"agent{number}") for number in range(12)]
        for number in range(12):
            sign_in(Client(), f"agent{number}")
        assert User.objects.filter(is_active=True).count() == 12
        return names

    def refused(self) -> str:
        with pytest.raises(CommandError) as refusal:
            sync()
        assert User.objects.filter(is_active=True).count() == 12
        return str(refusal.value)

    def test_an_outage(self, agents: list[str], settings: Settings) -> None:
        settings.LDAP_URL = f"ldap://127.0.0.1:{free_port()}"
        assert "does not answer" in self.refused()

    def test_a_branch_that_is_not_there(self, agents: list[str], settings: Settings) -> None:
        settings.LDAP_USER_BASE = "ou=ailleurs,dc=exemple,dc=invalid"
        assert "does not answer" in self.refused()

    def test_an_empty_answer(self, agents: list[str], server: Slapd, settings: Settings) -> None:
        settings.LDAP_USER_BASE = server.new_branch()
        assert "shows nobody" in self.refused()

    def test_very_many_at_once(self, agents: list[str], branch: Branch) -> None:
        for name in agents[:6]:
            branch.remove(name)
        assert "6 of 12" in self.refused()
        assert sync(accept_departures=True) == "12 accounts checked, 6 deactivated\n"

    def test_the_last_one_may_leave(self, branch: Branch, client: Client) -> None:
        dn = branch.add("camille")
        branch.add("claude")  # has no account
        sign_in(client, "camille")
        branch.remove(dn)
        sync()
        assert not is_in(client)


class TestActiveDirectory:
    @pytest.fixture(autouse=True)
    def _active_directory(self, branch: Branch, settings: Settings) -> None:
        settings.LDAP_ID_ATTRIBUTE = "objectGUID"

    def test_binary_identifiers_and_closed_accounts(self, branch: Branch, client: Client) -> None:
        identifier = uuid.UUID("2a28295c-0029-4a5c-8c2a-00ff28292a5c")  # holds *, (, ), \ and NUL
        dn = branch.add("camille", objectGUID=identifier.bytes_le, userAccountControl="512")
        sign_in(client, "camille")
        assert Identity.objects.get().subject == str(identifier)
        sync()
        assert is_in(client)
        branch.change(dn, userAccountControl=["514"])
        assert sign_in(Client(), "camille")
        sync()
        assert not is_in(client)
        assert not User.objects.get().is_active


def test_looking_at_everybody_costs_little(
    branch: Branch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Whatever the number of agents: reading is three queries, and one search per two hundred people."""
    with branch.server.manage() as manager:
        for number in range(450):
            manager.add(
                f"uid=a{number},{branch.dn}",
                "inetOrgPerson",
                {
                    "cn": "a",
                    "sn": f"Numéro{number}",
                    "givenName": "Camille",
                    "mail": f"a{number}@exemple.invalid",
                },
            )
        subjects = manager.identifiers(branch.dn)
    city = DirectoryRule.objects.get().organisation
    users = User.objects.bulk_create(
        User(
            email=address, first_name="Camille", last_name=f"Numéro{address.partition('@')[0][1:]}",
            organisation=city,
        )
        for address in subjects
    )  # fmt: skip
    Identity.objects.bulk_create(
        Identity(user=user, issuer=ldap.ISSUER, subject=subjects[user.email]) for user in users
    )
    with django_assert_max_num_queries(6):
        assert sync() == ""
