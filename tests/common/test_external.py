"""Content of other sites: only from the list, never fetched."""

import json
import socket
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from wagtail.blocks import StructBlockValidationError
from wagtail.rich_text import features

from home.models import EditorialPage
from portal.accounts.models import User
from portal.common.blocks import ExternalContentBlock
from portal.common.models import ExternalSite
from projects.blocks import ContentBlock
from tests.factories import EditorialPageFactory, UserFactory

pytestmark = pytest.mark.django_db

FILM = "https://www.exemple.fr/films/1"


@pytest.fixture
def listed() -> ExternalSite:
    return ExternalSite.objects.create(name="Site d’essai", host="www.exemple.fr")


@pytest.fixture(autouse=True)
def no_request_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal opens no connection, not even to look a name up."""

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError(f"a connection was opened: {args}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def page_with(address: str) -> EditorialPage:
    page = EditorialPageFactory()
    page.body = json.dumps(
        [{"type": "external_content", "value": {"title": "Le film de la ville", "address": address}}]
    )
    page.save()
    return page


def cleaned(address: str) -> object:
    block = ExternalContentBlock()
    return block.clean(block.to_python({"title": "Le film", "address": address}))


def test_the_list_is_empty_at_first() -> None:
    assert not ExternalSite.objects.exists()
    with pytest.raises(StructBlockValidationError):
        cleaned(FILM)


def test_a_page_links_to_a_listed_site_and_loads_nothing_from_it(
    listed: ExternalSite, agent: User, sign_in: Callable[[User], Client]
) -> None:
    cleaned(FILM)
    content = sign_in(agent).get(page_with(FILM).url).content.decode()
    assert f'<a href="{FILM}" target="_blank" rel="external noopener noreferrer">' in content
    assert "Site d’essai (www.exemple.fr)" in content
    assert "adresse IP" in content
    assert content.count("www.exemple.fr/") == 1
    assert "<iframe" not in content


def test_a_site_taken_off_the_list_disappears_from_the_pages(
    listed: ExternalSite, agent: User, sign_in: Callable[[User], Client]
) -> None:
    page = page_with(FILM)
    listed.delete()
    assert "www.exemple.fr" not in sign_in(agent).get(page.url).content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "http://www.exemple.fr/",
        "https://exemple.fr/",
        "https://sous.www.exemple.fr/",
        "https://www.exemple.fr.ailleurs.fr/",
        "https://www.exemple.fr:8443/",
        "https://www.exemple.fr@ailleurs.fr/",
        "https://agent@www.exemple.fr/",
        "https://ailleurs.fr/?www.exemple.fr",
        "https://ailleurs.fr#@www.exemple.fr/",
        "https:///www.exemple.fr/",
        "ftp://www.exemple.fr/",
        "javascript:alert(1)//www.exemple.fr/",
        "data:text/html,<script>alert(1)</script>",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::1",
        "https://localhost/",
        "https://2130706433/",
        "https://10.0.0.1/",
        "https://www.exemple.fr\u3002ailleurs.fr/",
    ],
)
def test_no_other_address_is_taken_or_shown(
    address: str, listed: ExternalSite, agent: User, sign_in: Callable[[User], Client]
) -> None:
    with pytest.raises(StructBlockValidationError) as refused:
        cleaned(address)
    assert set(refused.value.block_errors) == {"address"}
    response = sign_in(agent).get(page_with(address).url)
    assert response.status_code == 200
    assert "Le film de la ville" not in response.content.decode()


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "exemple", "www.exemple.fr:80",
     "https://www.exemple.fr", "www.exemple.fr/", "WWW.EXEMPLE.FR", "www.exemple\n.fr", "*.exemple.fr", ".fr",
     "-a.fr", "é.fr", ""],
)  # fmt: skip
def test_only_a_domain_name_goes_on_the_list(host: str) -> None:
    with pytest.raises(ValidationError):
        ExternalSite(name="Essai", host=host).full_clean()


@pytest.mark.parametrize(
    ("group", "may"), [("Communication", True), ("Administration", True), ("Comité de pilotage", False)]
)
def test_who_keeps_the_list(group: str, may: bool, sign_in: Callable[[User], Client]) -> None:
    client = sign_in(UserFactory(groups=[group]))
    client.post(reverse("external_sites:add"), {"name": "Essai", "host": "www.exemple.fr"})
    assert ExternalSite.objects.exists() is may


def test_many_of_them_cost_no_query_more(
    listed: ExternalSite, agent: User, sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(agent)
    one, five = page_with(FILM), page_with(FILM)
    five.body = json.dumps(list(five.body.raw_data) * 5)
    five.save()
    counts = []
    for page in (one, five):
        client.get(page.url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page.url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_administration_embeds_nothing_by_itself() -> None:
    """Wagtail's embeds would ask other sites about an address that an editor typed."""
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert not {name for name in names if "embed" in name}
    assert "embed" not in features.get_default_features()
    assert not any("embed" in type(block).__name__.lower() for block in ContentBlock().child_blocks.values())


def test_an_editor_gets_no_answer_from_where_embeds_would_be(sign_in: Callable[[User], Client]) -> None:
    editor = sign_in(UserFactory(groups=["Communication"]))
    for address in ("/gestion/embeds/chooser/", "/gestion/embeds/chooser/upload/"):
        for target in ("http://169.254.169.254/", "http://127.0.0.1:22/"):
            assert editor.post(address, {"embed-chooser-url": target}).status_code == 404
