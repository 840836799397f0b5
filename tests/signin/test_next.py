"""`next` never leaves the portal, whatever is put in it."""

import re
from collections.abc import Callable
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from tests.factories import PASSWORD, EditorialPageFactory, UserFactory
from tests.signin.test_second_factor import CODE, code_of, turned_on

pytestmark = pytest.mark.django_db

HOSTILE = [
    "//evil.invalid", "///evil.invalid", "////evil.invalid", "/\\evil.invalid", "\\/evil.invalid",
    "\\\\evil.invalid", "\\evil.invalid", "/\\/evil.invalid", "http:evil.invalid", "https:evil.invalid",
    "http:/evil.invalid", "http:///evil.invalid", "https:\\\\evil.invalid", "https://evil.invalid",
    "HTTPS://EVIL.invalid", "http://testserver@evil.invalid/", "http://testserver.evil.invalid/",
    "http://evil.invalid\\@testserver/", "http://evil.invalid#@testserver/", "//testserver@evil.invalid/",
    "//evil.invalid\\.testserver", "/\t/evil.invalid", "/\n/evil.invalid", "/\r\n/evil.invalid",
    "\t//evil.invalid", " //evil.invalid", "\n//evil.invalid", "\x00//evil.invalid", "\x08//evil.invalid",
    "java\tscript:alert(1)", "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)",
    "javascript://testserver/%0aalert(1)", "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)", "file:///etc/passwd", "ftp://evil.invalid", "mailto:x@evil.invalid", "tel:1",
    "//evil。invalid", "//ⓔⓥⓘⓛ.invalid", "/／evil.invalid", "／／evil.invalid", "⁄⁄evil.invalid",
    "\u200b//evil.invalid", "\ufeff//evil.invalid", "\u2028//evil.invalid", "//[::1]", "//[", "http://[evil",
    "//0x7f000001", "//evil.invalid:80", "/%2f%2fevil.invalid/..//..", "%2f%2fevil.invalid",
    "/%0d%0aLocation:%20https://evil.invalid", "/\r\nLocation: https://evil.invalid", ".//evil.invalid",
    "//evil.invalid/%2e%2e", "https://testserver:443@evil.invalid/", "//;@evil.invalid", "@evil.invalid",
]  # fmt: skip


def stays(address: str) -> bool:
    """Whether a browser at the portal that is sent to this address stays there.

    Browsers drop tabs and line ends, blanks and controls at both ends, and read a backslash as a slash.
    """
    seen = re.sub(r"[\t\r\n]", "", address).strip("".join(map(chr, range(0x21)))).replace("\\", "/")
    try:
        to = urlsplit(urljoin("http://testserver/connexion/", seen))
    except ValueError:
        return False
    return (to.scheme, to.netloc) == ("http", "testserver") and not seen.startswith("//")


def assert_stays(response: HttpResponseBase) -> None:
    assert response.status_code == 302
    assert stays(response.headers["Location"]), response.headers["Location"]
    assert "\n" not in response.headers["Location"]


def test_the_browser_of_this_test_is_not_fooled() -> None:
    assert stays("/")
    assert stays("/recherche/?q=a")
    assert not any(map(stays, ["//evil.invalid", "/\\evil.invalid", "/\t/evil.invalid", "javascript:x"]))


@pytest.mark.parametrize("address", HOSTILE)
def test_at_sign_in(address: str, agent: User) -> None:
    fields = {"username": agent.email, "password": PASSWORD}
    assert_stays(Client().post("/connexion/", fields | {"next": address}))
    assert_stays(Client().post(f"/connexion/?next={quote(address)}", fields))


def test_when_signed_in_already_and_at_sign_out(agent: User, sign_in: Callable[[User], Client]) -> None:
    for address in HOSTILE:
        client = sign_in(agent)
        assert_stays(client.get(f"/connexion/?next={quote(address)}"))
        assert_stays(client.post("/deconnexion/", {"next": address}))
        client = sign_in(UserFactory(groups=["Administration"]))
        assert_stays(client.post(f"/gestion/logout/?next={quote(address)}", {"next": address}))


def test_after_the_second_step(agent: User) -> None:
    device, _codes = turned_on(agent)
    for address in HOSTILE[::6]:
        type(device).objects.update(last_t=-1)
        client = Client()
        fields = {"username": agent.email, "password": PASSWORD, "next": address}
        assert client.post("/connexion/", fields).url == CODE
        assert_stays(client.post(CODE, {"code": code_of(device), "next": address}))


@pytest.mark.parametrize("address", HOSTILE)
def test_at_the_language_switch(address: str) -> None:
    client = Client()
    assert_stays(client.post("/langue/", {"language": "en", "next": address}))
    assert_stays(client.post("/langue/", {"language": "en"}, headers={"referer": "https://evil.invalid/"}))


@pytest.mark.parametrize("address", HOSTILE)
def test_at_a_page_with_a_password(address: str, agent: User, sign_in: Callable[[User], Client]) -> None:
    page = EditorialPageFactory()
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="sésame"
    )
    url = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, page.pk])
    response = sign_in(agent).post(url, {"password": "sésame", "return_url": address})
    if response.status_code == 200:  # an address that no form takes, such as one with a NUL
        assert response.context["form"].errors
    else:
        assert_stays(response)


def test_wagtails_own_doors_lead_to_ours_which_checks(agent: User) -> None:
    for address in HOSTILE:
        for door in ("/gestion/login/", "/_util/login/"):
            response = Client().get(door, {"next": address})
            assert response.url.startswith("/connexion/?next=")
            assert_stays(response)


def test_in_the_administrations_lists(sign_in: Callable[[User], Client]) -> None:
    client = sign_in(UserFactory(groups=["Administration"]))
    target = UserFactory()
    url = reverse("wagtail_bulk_action", args=["accounts", "user", "set_active_state"])
    for address in HOSTILE:
        response = client.post(
            f"{url}?id={target.pk}&next={quote(address)}", {"mark_as_active": "True", "next": address}
        )
        if response.status_code != 400:  # what is no address at all is refused as such
            assert_stays(response)
