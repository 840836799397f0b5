"""Signing in through an OpenID provider: whose account it opens, what it sets, how it ends."""

import logging
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from portal.accounts.models import Organisation, User
from portal.signin.directory.identities import Person, refresh
from portal.signin.directory.mapping import Rules
from portal.signin.directory.models import DirectoryRule, Identity
from portal.signin.enums import Source
from tests.factories import PASSWORD, OrganisationFactory, ServiceFactory, UserFactory
from tests.signin.openid_provider import OpenIDProvider, sign
from tests.signin.provider_contract import LOGOUT, Browser, ProviderContract, Screen

pytestmark = pytest.mark.django_db


def sign_in_by(provider: OpenIDProvider, client: Client, query: str = "") -> HttpResponse:
    return client.get(provider.authorise(client.get(f"/connexion/organisation/{query}").url))


class OwnProvider:
    """The tests' provider, for the contract: it asks the person nothing."""

    def __init__(self, provider: OpenIDProvider) -> None:
        self.provider = provider

    def pass_through(self, browser: Browser, screen: Screen) -> Screen:
        return screen

    def end_access(self, browser: Browser) -> str:
        return sign(self.provider.logout_token(), typ="logout+jwt")


class TestOwnProvider(ProviderContract):
    @pytest.fixture
    def journeys(self, provider: OpenIDProvider) -> OwnProvider:
        return OwnProvider(provider)


def test_the_request_holds_what_binds_the_answer(provider: OpenIDProvider, client: Client) -> None:
    query = parse_qs(urlsplit(client.get("/connexion/organisation/").url).query)
    other = parse_qs(urlsplit(client.get("/connexion/organisation/").url).query)
    assert query["redirect_uri"] == ["http://testserver/connexion/organisation/retour/"]
    assert query["scope"] == ["openid profile email"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(query[name][0]) >= 43
        assert query[name] != other[name]


def test_several_tabs_may_sign_in(provider: OpenIDProvider, client: Client, city: Organisation) -> None:
    first = client.get("/connexion/organisation/").url
    client.get("/connexion/organisation/")
    assert client.get(provider.authorise(first)).url == "/"


def test_the_session_key_is_renewed(provider: OpenIDProvider, client: Client, city: Organisation) -> None:
    address = client.get("/connexion/organisation/").url
    before = client.cookies["sessionid"].value
    client.get(provider.authorise(address))
    assert client.cookies["sessionid"].value != before


@pytest.mark.parametrize(
    "next_", ["https://ailleurs.invalid/", "//ailleurs.invalid", "javascript:alert(1)", ""]
)
def test_next_never_leaves_the_portal(
    next_: str, provider: OpenIDProvider, client: Client, city: Organisation
) -> None:
    assert sign_in_by(provider, client, f"?next={next_}").url == "/"


def test_next_is_followed(provider: OpenIDProvider, client: Client, city: Organisation) -> None:
    assert sign_in_by(provider, client, "?next=/mon-espace/").url == "/mon-espace/"


def test_a_provider_that_is_down_is_said_and_passwords_still_work(
    provider: OpenIDProvider, client: Client, agent: User
) -> None:
    provider.is_down = True
    response = client.get("/connexion/organisation/")
    assert response.status_code == 503
    assert "ne répond pas" in response.content.decode()
    assert client.post("/connexion/", {"username": agent.email, "password": PASSWORD}).status_code == 302


def test_a_provider_that_hangs_up_is_said(
    provider: OpenIDProvider, client: Client, city: Organisation
) -> None:
    address = provider.authorise(client.get("/connexion/organisation/").url)
    provider.hangs_up = True
    assert client.get(address).status_code == 503
    cache.clear()
    assert client.get("/connexion/organisation/").status_code == 503


def test_signing_out_here_does_not_need_the_provider(
    provider: OpenIDProvider, client: Client, city: Organisation
) -> None:
    sign_in_by(provider, client)
    provider.is_down = True
    cache.clear()
    assert client.post("/deconnexion/").url == "/connexion/"
    assert client.get("/mon-espace/").status_code == 302


@pytest.mark.parametrize("address", ["/deconnexion/", "/gestion/logout/"])
def test_every_way_out_leads_by_the_provider(
    address: str, provider: OpenIDProvider, client: Client, city: Organisation
) -> None:
    sign_in_by(provider, client)
    User.objects.get().groups.add(Group.objects.get(name="Administration"))
    page = client.post(address).content.decode()
    assert f"{provider.issuer}/end?id_token_hint=" in page
    assert client.get("/mon-espace/").status_code == 302
    assert client.get("/deconnexion/retour/", {"state": "inventé"}).url == "/connexion/"
    assert "est effectuée" not in client.get("/connexion/").content.decode()


def test_who_has_no_password_is_not_offered_to_change_it(
    provider: OpenIDProvider, client: Client, city: Organisation, agent: User
) -> None:
    sign_in_by(provider, client)
    assert "/mot-de-passe/" not in client.get("/mon-espace/").content.decode()
    client.force_login(agent)
    assert "/mot-de-passe/" in client.get("/mon-espace/").content.decode()


def test_who_came_by_password_leaves_without_the_provider(
    provider: OpenIDProvider, client: Client, agent: User
) -> None:
    client.post("/connexion/", {"username": agent.email, "password": PASSWORD})
    assert client.post("/deconnexion/").url == "/connexion/"


def test_nobody_enters_without_a_rule(provider: OpenIDProvider, client: Client, city: Organisation) -> None:
    provider.userinfo["siret"] = "99999999999999"
    response = sign_in_by(provider, client)
    assert response.status_code == 403
    assert "rien n’y donne accès" in response.content.decode()
    assert not User.objects.exists()


class TestAccountWithTheSameAddress:
    @pytest.fixture(autouse=True)
    def _city(self, city: Organisation) -> None:
        pass

    @pytest.fixture
    def existing(self) -> User:
        return UserFactory(email="Camille@exemple.invalid")

    def test_it_is_not_bound_silently(self, provider: OpenIDProvider, client: Client, existing: User) -> None:
        response = sign_in_by(provider, client)
        assert response.url == "/connexion/"
        assert "Un compte du portail utilise déjà votre adresse" in client.get("/connexion/").content.decode()
        assert client.get("/mon-espace/").status_code == 302
        assert not Identity.objects.exists()

    def test_its_password_binds_it(self, provider: OpenIDProvider, client: Client, existing: User) -> None:
        sign_in_by(provider, client)
        client.post("/connexion/", {"username": existing.email, "password": PASSWORD})
        assert Identity.objects.get().user == existing
        other = Client()
        assert sign_in_by(provider, other).url == "/"
        assert other.get("/mon-espace/").status_code == 200
        assert User.objects.count() == 1

    def test_a_wrong_password_binds_nothing(
        self, provider: OpenIDProvider, client: Client, existing: User
    ) -> None:
        sign_in_by(provider, client)
        client.post("/connexion/", {"username": existing.email, "password": "autre chose"})
        assert not Identity.objects.exists()

    def test_another_account_is_not_bound(
        self, provider: OpenIDProvider, client: Client, existing: User
    ) -> None:
        """On a shared desk, somebody else signs in after."""
        somebody = UserFactory()
        sign_in_by(provider, client)
        client.post("/connexion/", {"username": somebody.email, "password": PASSWORD})
        client.post("/deconnexion/")
        client.post("/connexion/", {"username": existing.email, "password": PASSWORD})
        assert not Identity.objects.exists()

    def test_an_administrator_allows_it_once(
        self, provider: OpenIDProvider, client: Client, existing: User
    ) -> None:
        existing.binding_allowed = True
        existing.save()
        assert sign_in_by(provider, client).url == "/"
        existing.refresh_from_db()
        assert not existing.binding_allowed
        provider.subject = "agent-2"
        assert sign_in_by(provider, Client()).url == "/connexion/"

    def test_without_a_password_only_an_administrator_can(
        self, provider: OpenIDProvider, client: Client, existing: User
    ) -> None:
        existing.set_unusable_password()
        existing.save()
        response = sign_in_by(provider, client)
        assert response.status_code == 403
        assert "autoriser ce lien" in response.content.decode()

    def test_a_closed_account_stays_closed(
        self, provider: OpenIDProvider, client: Client, existing: User
    ) -> None:
        existing.is_active = False
        existing.save()
        response = sign_in_by(provider, client)
        assert response.status_code == 403
        assert "est fermé" in response.content.decode()
        assert User.objects.count() == 1


@pytest.mark.parametrize("verified", [False, "false", 0, None])
def test_an_address_that_is_not_verified_is_no_address(
    verified: object, provider: OpenIDProvider, client: Client, city: Organisation
) -> None:
    UserFactory(email="camille@exemple.invalid", binding_allowed=True)
    provider.userinfo["email_verified"] = verified
    response = sign_in_by(provider, client)
    assert response.status_code == 403
    assert "adresse de courriel vérifiée" in response.content.decode()
    assert not Identity.objects.exists()


def test_a_closed_account_is_refused_and_not_made_again(
    provider: OpenIDProvider, client: Client, city: Organisation
) -> None:
    sign_in_by(provider, client)
    User.objects.update(is_active=False, email="autre@exemple.invalid")
    assert client.get("/mon-espace/").status_code == 302
    assert sign_in_by(provider, Client()).status_code == 403
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "address", ["pas une adresse", "a@b.fr\nBcc: c@d.fr", "a" * 250 + "@exemple.invalid", 5, [], ""]
)
def test_what_is_no_address_makes_no_account(
    address: object, provider: OpenIDProvider, client: Client, city: Organisation
) -> None:
    provider.userinfo["email"] = address
    assert sign_in_by(provider, client).status_code == 403
    assert not User.objects.exists()


def test_odd_names_are_plain_text(provider: OpenIDProvider, client: Client, city: Organisation) -> None:
    provider.userinfo |= {
        "given_name": "Ca\x00mille\u202e\ud800",
        "usual_name": "<b>N</b>" * 80,
        "groups": [None, {}, 3],
    }
    sign_in_by(provider, client)
    user = User.objects.get()
    assert user.first_name == "Camille"
    assert user.last_name == ("<b>N</b>" * 80)[:80]


def test_the_profile_follows_the_provider(
    provider: OpenIDProvider, client: Client, city: Organisation, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in_by(provider, client)
    provider.userinfo |= {"usual_name": "Nouveaunom", "email": "nouveau@exemple.invalid"}
    sign_in_by(provider, client)
    user = User.objects.get()
    assert (user.last_name, user.email) == ("Nouveaunom", "nouveau@exemple.invalid")
    taken = UserFactory()
    provider.userinfo["email"] = taken.email.upper()
    with caplog.at_level(logging.WARNING):
        sign_in_by(provider, client)
    user.refresh_from_db()
    assert user.email == "nouveau@exemple.invalid"
    assert f"Account {user.pk} keeps its address" in caplog.text


def test_refreshing_does_not_undo_what_an_administrator_just_did(city: Organisation) -> None:
    user = UserFactory(last_name="Avant")
    loaded = User.objects.get(pk=user.pk)
    User.objects.filter(pk=user.pk).update(is_active=False, forget_texts=True)
    person = Person(source=Source.OIDC, issuer="https://x.invalid", subject="1", last_name="Après")
    refresh(loaded, person, Rules(Source.OIDC).place({"siret": frozenset({"21410018800019"})}))
    user.refresh_from_db()
    assert (user.last_name, user.organisation) == ("Après", city)
    assert (user.is_active, user.forget_texts) == (False, True)


def test_rules_give_and_take(provider: OpenIDProvider, client: Client, city: Organisation) -> None:
    """Groups that a rule names follow the directory; the others are in the hands of administrators."""
    roads, greens = ServiceFactory(), ServiceFactory()
    given, kept = Group.objects.get(name="Communication"), Group.objects.get(name="Modération")
    for claim, value, target in (
        ("organizational_unit", " VOIRIE ", {"service": roads}),
        ("organizational_unit", "espaces verts", {"service": greens}),
        ("groups", "com", {"group": given}),
    ):
        DirectoryRule.objects.create(source="oidc", attribute=claim, value=value, **target)
    sign_in_by(provider, client)
    user = User.objects.get()
    assert user.service == roads
    assert set(user.groups.all()) == {given}
    user.groups.add(kept)
    provider.userinfo |= {"organizational_unit": "Espaces verts", "groups": []}
    sign_in_by(provider, client)
    user.refresh_from_db()
    assert user.service == greens
    assert set(user.groups.all()) == {kept}
    del provider.userinfo["organizational_unit"]
    sign_in_by(provider, client)
    user.refresh_from_db()
    assert user.service is None


def test_a_directory_gives_no_power_by_itself(
    provider: OpenIDProvider, client: Client, city: Organisation
) -> None:
    provider.userinfo |= {
        "is_superuser": True, "is_staff": True, "groups": ["Administration"], "group": "Administration",
        "id": 1, "pk": 1, "password": "x", "organisation": "1",
    }  # fmt: skip
    sign_in_by(provider, client)
    user = User.objects.get()
    assert not user.is_superuser
    assert not user.groups.exists()
    assert client.get("/gestion/").status_code == 403


def test_rules_of_another_directory_do_not_count(
    provider: OpenIDProvider, client: Client, city: Organisation
) -> None:
    DirectoryRule.objects.update(source="ldap")
    assert sign_in_by(provider, client).status_code == 403


def test_any_value_is_an_asterisk(provider: OpenIDProvider, client: Client, city: Organisation) -> None:
    DirectoryRule.objects.update(value="*")
    provider.userinfo["siret"] = "1"
    assert sign_in_by(provider, client).status_code == 302


def test_a_logout_of_one_session_leaves_the_others(
    provider: OpenIDProvider, client: Client, city: Organisation
) -> None:
    other = Client()
    sign_in_by(provider, client)
    provider.sid = "session-2"
    sign_in_by(provider, other)
    token = sign(provider.logout_token(sid="session-1"), typ="logout+jwt")
    assert Client().post(LOGOUT, {"logout_token": token}).status_code == 200
    assert client.get("/mon-espace/").status_code == 302
    assert other.get("/mon-espace/").status_code == 200


def test_a_logout_finds_a_session_that_changed_its_key(
    provider: OpenIDProvider, client: Client, city: Organisation
) -> None:
    sign_in_by(provider, client)
    session = client.session
    session.cycle_key()
    client.cookies["sessionid"] = session.session_key
    assert client.get("/mon-espace/").status_code == 200
    Client().post(LOGOUT, {"logout_token": sign(provider.logout_token())})
    assert client.get("/mon-espace/").status_code == 302


def test_the_providers_word_on_a_session_signed_out_here_ends_no_other(
    provider: OpenIDProvider, client: Client, city: Organisation
) -> None:
    other = Client()
    sign_in_by(provider, client)
    provider.sid = "session-2"
    sign_in_by(provider, other)
    client.post("/deconnexion/")
    Client().post(LOGOUT, {"logout_token": sign(provider.logout_token(sid="session-1"))})
    assert other.get("/mon-espace/").status_code == 200


@pytest.mark.parametrize(
    "address", ["/", "/mon-espace/", "/media/films/x.mp4", "/documents/1/x.pdf", "/gestion/", "/recherche/"]
)
@pytest.mark.parametrize("htmx", [False, True])
def test_a_closed_account_is_out_at_once_everywhere(
    address: str, htmx: bool, sign_in: Callable[[User], Client]
) -> None:
    user = UserFactory(groups=["Administration"])
    client = sign_in(user)
    assert client.get("/").status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    response = client.get(address, headers={"hx-request": "true"} if htmx else {})
    sent_to = response.headers.get("HX-Redirect") if htmx else response.headers.get("Location")
    assert sent_to.startswith("/connexion/")


class TestSignInPage:
    def test_as_always_without_a_directory(self, client: Client) -> None:
        page = client.get("/connexion/").content.decode()
        assert 'name="password"' in page
        assert "Mot de passe oublié" in page
        assert "Se connecter avec" not in page
        assert "identifiant de votre organisation" not in page

    def test_both_ways(self, client: Client, provider: OpenIDProvider) -> None:
        page = client.get("/connexion/?next=/mon-espace/").content.decode()
        assert "Se connecter avec AgentConnexion" in page
        assert 'href="/connexion/organisation/?next=%2Fmon-espace%2F"' in page
        assert 'name="password"' in page

    def test_the_provider_alone(self, client: Client, provider: OpenIDProvider, settings: Settings) -> None:
        settings.PASSWORD_SIGN_IN = False
        page = client.get("/connexion/").content.decode()
        assert "Se connecter avec AgentConnexion" in page
        assert 'name="password"' not in page

    def test_passwords_that_are_off_open_nothing(
        self, client: Client, provider: OpenIDProvider, settings: Settings, agent: User
    ) -> None:
        settings.PASSWORD_SIGN_IN = False
        assert client.post("/connexion/", {"username": agent.email, "password": PASSWORD}).status_code == 404
        assert not client.login(username=agent.email, password=PASSWORD)


class TestRulesInTheAdministration:
    def test_administrators_alone_see_them(self, sign_in: Callable[[User], Client]) -> None:
        listing = reverse("directory_rules:index")
        assert sign_in(UserFactory(groups=["Administration"])).get(listing).status_code == 200
        assert sign_in(UserFactory(groups=["Communication"])).get(listing).status_code == 302

    @pytest.mark.parametrize(("targets", "made"), [(0, False), (1, True), (2, False)])
    def test_a_rule_has_one_target(self, targets: int, made: bool, sign_in: Callable[[User], Client]) -> None:
        fields = {"source": "oidc", "attribute": "siret", "value": "1"}
        if targets:
            fields["organisation"] = OrganisationFactory().pk
        if targets > 1:
            fields["service"] = ServiceFactory().pk
        client = sign_in(UserFactory(groups=["Administration"]))
        client.post(reverse("directory_rules:add"), fields)
        assert DirectoryRule.objects.exists() == made
