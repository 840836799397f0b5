"""Who may open what: every address of the resolver has a row here, or the suite fails.

Wagtail's administration, under /gestion/, is one row: no address of it opens without sign-in, nor
for an agent without a role. What each role may do there is in tests/admin/.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from portal.accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ADMIN = "gestion/"
# Icons and translated strings of the administration: the same for everybody, nothing of ours.
ADMIN_ASSETS = {"wagtailadmin_sprite", "wagtailadmin_javascript_catalog"}


@dataclass(frozen=True)
class Row:
    """What GET answers. `sign_in`: an anonymous visitor is sent to the sign-in page."""

    agent: int
    anonymous: int | str = "sign in"
    kwargs: dict[str, Any] | None = None
    args: tuple[Any, ...] = ()


# 405: the address takes POST only; 404: no such object, so nothing is told; 302: sends elsewhere.
ROWS: dict[str, Row] = {
    "media": Row(404, kwargs={"name": "films/x.mp4"}),
    "login": Row(302, anonymous=200),
    "logout": Row(405),
    # Without an OpenID provider these are not there.
    "oidc_sign_in": Row(404, anonymous=404),
    "oidc_return": Row(404, anonymous=404),
    "oidc_provider_logout": Row(405, anonymous=405),
    "oidc_signed_out": Row(302, anonymous=302),
    "password_change": Row(200),
    "password_change_done": Row(200),
    "password_reset": Row(200, anonymous=200),
    "password_reset_done": Row(200, anonymous=200),
    "password_reset_confirm": Row(200, anonymous=200, kwargs={"uidb64": "MQ", "token": "x-y"}),
    "password_reset_complete": Row(200, anonymous=200),
    "second_factor": Row(302, anonymous=302),
    "security": Row(200),
    "end_session": Row(405),
    "end_other_sessions": Row(405),
    "turn_on_second_factor": Row(200),
    "turn_off_second_factor": Row(302),
    "set_language": Row(302, anonymous=302),
    "report_progress": Row(404, kwargs={"pk": 1}),
    "wagtaildocs_serve": Row(404, args=(1, "x.pdf")),
    "my_space": Row(200),
    "my_data": Row(200),
    "download_my_data": Row(405),
    "privacy_request": Row(200),
    "profile": Row(200),
    "close_account": Row(200),
    "site_map": Row(200),
    # Comments on a page are sent to its address, and volunteers to the action's: a visit leads there.
    "participation:comments": Row(404, kwargs={"page_id": 10**6}),
    "participation:edit_comment": Row(404, kwargs={"comment_id": 10**6}),
    "participation:delete_comment": Row(404, kwargs={"comment_id": 10**6}),
    "participation:comment_versions": Row(404, kwargs={"comment_id": 10**6}),
    "participation:volunteers": Row(404, kwargs={"action_id": 10**6}),
    "participation:volunteer": Row(404, kwargs={"action_id": 10**6}),
    "participation:withdraw": Row(404, kwargs={"action_id": 10**6}),
    "participation:accept_volunteer": Row(404, kwargs={"offer_id": 10**6}),
    "participation:put_on_waiting_list": Row(404, kwargs={"offer_id": 10**6}),
    "participation:thank_volunteer": Row(404, kwargs={"offer_id": 10**6}),
    "wagtaildocs_authenticate_with_password": Row(404, kwargs={"restriction_id": 1}),
    "wagtailcore_authenticate_with_password": Row(404, kwargs={"page_view_restriction_id": 1, "page_id": 1}),
    "wagtailcore_login": Row(302, anonymous=302),
    "_util/login/": Row(302, anonymous=302),
    "search:results": Row(200),
    "wagtail_serve": Row(200, args=("",)),
}


def patterns(
    resolver: URLResolver, prefix: str = "", namespace: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    """Address, qualified name and pattern of everything that the resolver knows."""
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern, address, inner)
        else:
            yield address, f"{namespace}{pattern.name or ''}", pattern


ALL = list(patterns(get_resolver()))
ADMIN_PATTERNS = [
    (name, pattern)
    for address, name, pattern in ALL
    if address.startswith(ADMIN) and pattern.name and name not in ADMIN_ASSETS
]
OTHERS = sorted({name or address for address, name, _pattern in ALL if not address.startswith(ADMIN)})


def address_of(name: str, row: Row) -> str:
    if name.endswith("/"):  # a pattern without a name is listed by its address
        return f"/{name}"
    if row.kwargs:
        return reverse(name, kwargs=row.kwargs)
    return reverse(name, args=row.args)


def admin_address(name: str, pattern: URLPattern) -> str:
    """An address that the pattern matches, whatever it names."""
    values = dict.fromkeys(pattern.pattern.converters or pattern.pattern.regex.groupindex, 1)
    if values:
        return reverse(name, kwargs=values)
    return reverse(name, args=[1] * pattern.pattern.regex.groups)


def test_every_address_has_a_row() -> None:
    assert sorted(set(OTHERS) - set(ROWS)) == [], "add a row to ROWS for each"
    assert sorted(set(ROWS) - set(OTHERS)) == [], "these rows have no address any more"


@pytest.mark.parametrize("name", sorted(ROWS))
def test_anonymous_visitors_are_sent_to_sign_in(name: str) -> None:
    row = ROWS[name]
    response = Client().get(address_of(name, row))
    if row.anonymous == "sign in":
        assert response.status_code == 302
        assert response.url.startswith("/connexion/?next=")
    else:
        assert response.status_code == row.anonymous


@pytest.mark.parametrize("name", sorted(ROWS))
def test_an_agent_gets_what_the_row_says(name: str, agent: User, sign_in: Callable[[User], Client]) -> None:
    assert sign_in(agent).get(address_of(name, ROWS[name])).status_code == ROWS[name].agent


def test_the_administration_opens_to_nobody_without_a_role(sign_in: Callable[[User], Client]) -> None:
    anonymous, agent = Client(), sign_in(UserFactory(groups=["Agents"]))
    checked = 0
    for name, pattern in ADMIN_PATTERNS:
        address = admin_address(name, pattern)
        for method in ("get", "post"):
            response = getattr(anonymous, method)(address)
            assert response.status_code == 302, address
            assert response.url.startswith(("/connexion/", "/gestion/refus/")), address
            response = getattr(agent, method)(address)
            refused = response.status_code in (403, 404) or (
                response.status_code == 302 and response.url.startswith(("/gestion/refus/", "/connexion/"))
            )
            assert refused, f"{method} {address}: {response.status_code}"
        checked += 1
    assert checked > 150
