"""What the portal does with any OpenID provider: run against the tests' own, and against a real one."""

from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
from django.contrib.auth.models import Group

from portal.accounts.models import DirectoryRule, User
from tests.factories import OrganisationFactory, ServiceFactory

SIRET = "21410018800019"


class Journeys(Protocol):
    """A provider as a person meets it."""

    def open(self, portal: str) -> None:
        """Make the provider know the portal at this address, and the portal the provider."""

    def pass_through(self, browser: requests.Session, response: requests.Response) -> requests.Response:
        """Do at the provider what a person does there, until it sends the browser back."""

    def end_access(self, browser: requests.Session) -> None:
        """Let the provider end the person's sessions, and tell the portal so."""


class ProviderContract:
    """The whole journey, with a browser that keeps cookies, against a portal that listens."""

    def prepare(self, journeys: Journeys, portal: str) -> None:
        city, service = OrganisationFactory(slug="ville", name="Ville"), ServiceFactory(name="Voirie")
        group = Group.objects.get_or_create(name="Communication")[0]
        for claim, value, target in (
            ("siret", SIRET, {"organisation": city}),
            ("organizational_unit", "voirie", {"service": service}),
            ("groups", "Com", {"group": group}),
        ):
            DirectoryRule.objects.create(source="oidc", attribute=claim, value=value, **target)
        journeys.open(portal)

    def sign_in(self, browser: requests.Session, journeys: Journeys, portal: str) -> requests.Response:
        return journeys.pass_through(browser, browser.get(f"{portal}/connexion/organisation/?next=/mon-espace/"))

    def is_in(self, browser: requests.Session, portal: str) -> bool:
        return browser.get(f"{portal}/mon-espace/", allow_redirects=False).status_code == 200

    def sign_out(self, browser: requests.Session, portal: str) -> requests.Response:
        token = browser.cookies.get("csrftoken")
        return browser.post(f"{portal}/deconnexion/", {"csrfmiddlewaretoken": token})

    def test_sign_in_makes_the_account_once(self, journeys: Journeys, live_server: Any) -> None:
        portal = live_server.url
        self.prepare(journeys, portal)
        browser = requests.Session()
        arrived = self.sign_in(browser, journeys, portal)
        assert urlsplit(arrived.url).path == "/mon-espace/"
        assert arrived.status_code == 200
        user = User.objects.get()
        assert (user.first_name, user.last_name) == ("Camille", "Numéro1")
        assert user.email == "camille@exemple.invalid"
        assert (user.organisation.name, user.service.name) == ("Ville", "Voirie")
        assert [group.name for group in user.groups.all()] == ["Communication"]
        assert not user.has_usable_password()
        again = requests.Session()
        self.sign_in(again, journeys, portal)
        assert self.is_in(again, portal)
        assert User.objects.get() == user

    def test_signing_out_goes_by_the_provider_and_comes_back(
        self, journeys: Journeys, live_server: Any, continue_at: Callable[[str], str]
    ) -> None:
        portal = live_server.url
        self.prepare(journeys, portal)
        browser = requests.Session()
        self.sign_in(browser, journeys, portal)
        page = self.sign_out(browser, portal)
        assert page.status_code == 200
        assert not self.is_in(browser, portal)
        back = journeys.pass_through(browser, browser.get(continue_at(page.text)))
        assert back.url == f"{portal}/connexion/"
        assert "La déconnexion du portail et du compte de votre organisation est effectuée" in back.text

    def test_the_provider_ends_access(self, journeys: Journeys, live_server: Any) -> None:
        portal = live_server.url
        self.prepare(journeys, portal)
        browser, other = requests.Session(), requests.Session()
        self.sign_in(browser, journeys, portal)
        self.sign_in(other, journeys, portal)
        assert self.is_in(browser, portal)
        journeys.end_access(browser)
        assert not self.is_in(browser, portal)
