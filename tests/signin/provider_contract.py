"""What the portal does with any OpenID provider: run against the tests' own, and against a real one."""

import html
import re
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urljoin, urlsplit

import requests
from django.contrib.auth.models import Group
from django.test import Client

from portal.accounts.models import User
from portal.signin.directory.models import DirectoryRule
from tests.factories import OrganisationFactory, ServiceFactory

PORTAL = "http://testserver"
LOGOUT = "/connexion/organisation/fin/"
CONTINUES = re.compile(r'http-equiv="refresh" content="0; url=([^"]+)"')


@dataclass(frozen=True)
class Screen:
    """What a browser shows."""

    address: str
    status: int
    text: str


class Browser:
    """Follows redirections between the portal, in this process, and the provider, over HTTP."""

    def __init__(self) -> None:
        self.portal = Client()
        self.web = requests.Session()

    def open(self, address: str, form: dict[str, str] | None = None) -> Screen:
        for _ in range(20):
            if address.startswith(PORTAL):
                path = address.removeprefix(PORTAL)
                response = self.portal.get(path) if form is None else self.portal.post(path, form)
                text = response.content.decode()
            else:
                method = "GET" if form is None else "POST"
                response = self.web.request(method, address, data=form, allow_redirects=False, timeout=20)
                text = response.text
            if "Location" not in response.headers:
                return Screen(address, response.status_code, text)
            address, form = urljoin(address, response.headers["Location"]), None
        raise AssertionError(f"Redirected without end, last to {address}")

    def is_signed_in(self) -> bool:
        return self.portal.get("/mon-espace/").status_code == 200


class Journeys(Protocol):
    """A provider as a person meets it."""

    def pass_through(self, browser: Browser, screen: Screen) -> Screen:
        """Do at the provider what a person does there, until it sends the browser back."""

    def end_access(self, browser: Browser) -> str:
        """Let the provider end what this browser has open there; the logout token that it then sends."""


class ProviderContract:
    """The whole journey of a person; subclasses have a fixture `journeys`."""

    def prepare(self) -> None:
        city, service = OrganisationFactory(slug="ville", name="Ville"), ServiceFactory(name="Voirie")
        group = Group.objects.get(name="Communication")
        for claim, value, target in (
            ("siret", "21410018800019", {"organisation": city}),
            ("organizational_unit", "voirie", {"service": service}),
            ("groups", "Com", {"group": group}),
        ):
            DirectoryRule.objects.create(source="oidc", attribute=claim, value=value, **target)

    def sign_in(self, browser: Browser, journeys: Journeys) -> Screen:
        start = f"{PORTAL}/connexion/organisation/?next=/mon-espace/"
        return journeys.pass_through(browser, browser.open(start))

    def test_the_first_sign_in_makes_the_account_and_the_second_keeps_it(self, journeys: Journeys) -> None:
        self.prepare()
        arrived = self.sign_in(Browser(), journeys)
        assert (urlsplit(arrived.address).path, arrived.status) == ("/mon-espace/", 200)
        user = User.objects.get()
        assert (user.first_name, user.last_name) == ("Camille", "Numéro1")
        assert user.email == "camille@exemple.invalid"
        assert (user.organisation.name, user.service.name) == ("Ville", "Voirie")
        assert [group.name for group in user.groups.all()] == ["Communication"]
        assert not user.has_usable_password()
        again = Browser()
        self.sign_in(again, journeys)
        assert again.is_signed_in()
        assert User.objects.get() == user

    def test_signing_out_goes_by_the_provider_and_comes_back(self, journeys: Journeys) -> None:
        self.prepare()
        browser = Browser()
        self.sign_in(browser, journeys)
        leaving = browser.open(f"{PORTAL}/deconnexion/", {})
        assert not browser.is_signed_in()
        found = CONTINUES.search(leaving.text)
        assert found, leaving.text
        back = journeys.pass_through(browser, browser.open(html.unescape(found.group(1))))
        assert back.address == f"{PORTAL}/connexion/"
        assert "La déconnexion du portail et du compte de votre organisation est effectuée" in back.text

    def test_the_provider_ends_access(self, journeys: Journeys) -> None:
        self.prepare()
        browser, other = Browser(), Browser()
        self.sign_in(browser, journeys)
        self.sign_in(other, journeys)
        token = journeys.end_access(browser)
        assert browser.is_signed_in()
        assert Client().post(LOGOUT, {"logout_token": token}).status_code == 200
        assert not browser.is_signed_in()
        assert Client().post(LOGOUT, {"logout_token": token}).status_code == 400
