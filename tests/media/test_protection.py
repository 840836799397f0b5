"""Every kind of file, asked for by every role, in every way that HTTP has of asking.

What may not be read answers exactly as what does not exist.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client
from django.urls import reverse
from wagtail import hooks
from wagtail.documents.models import document_served
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from portal.accounts.models import User
from portal.media.models import CustomDocument
from tests.factories import UserFactory
from tests.media.files import make_document, make_film, make_image

pytestmark = pytest.mark.django_db

KINDS = ("film", "poster", "captions", "original image", "rendition", "document")
GROUP = "Comité de pilotage"
ROLES = ("anonymous", "agent", "member of the group", "editor", "administrator")


@dataclass(frozen=True)
class Asking:
    """A way of asking, and what it gets when the person may read."""

    method: str
    headers: dict[str, str]
    allowed: int


ASKINGS = {
    "GET": Asking("get", {}, 200),
    "HEAD": Asking("head", {}, 200),
    "the first byte": Asking("get", {"Range": "bytes=0-0"}, 206),
    "the last bytes": Asking("get", {"Range": "bytes=-5"}, 206),
    "bytes past the end": Asking("get", {"Range": "bytes=99999999-"}, 416),
    "if it changed": Asking("get", {"If-None-Match": "*"}, 304),
    "if it changed, HEAD": Asking("head", {"If-None-Match": "*"}, 304),
    "if newer": Asking("get", {"If-Modified-Since": "Wed, 01 Jan 2098 00:00:00 GMT"}, 304),
    "if the same": Asking("get", {"If-Match": '"another"'}, 412),
    "if older": Asking("get", {"If-Unmodified-Since": "Thu, 01 Jan 1998 00:00:00 GMT"}, 412),
    "the rest of the same": Asking("get", {"Range": "bytes=0-0", "If-Range": '"another"'}, 200),
}


@pytest.fixture
def people(sign_in: Callable[[User], Client]) -> dict[str, Client]:
    return {
        "anonymous": Client(),
        "agent": sign_in(UserFactory(groups=["Agents"])),
        "member of the group": sign_in(UserFactory(groups=[GROUP])),
        "editor": sign_in(UserFactory(groups=["Communication"])),
        "administrator": sign_in(UserFactory(groups=["Administration"])),
    }


@pytest.fixture
def addresses() -> Callable[[str], dict[str, str]]:
    def addresses(privacy: str) -> dict[str, str]:
        """The address of one file of each kind, all of them open, or restricted to one group."""
        collection = Collection.get_first_root_node().add_child(name="Essai")
        film, image, document = make_film(), make_image(collection), make_document(collection)
        if privacy == "restricted":
            group = UserFactory(groups=[GROUP]).groups.get()
            for restriction in (
                PageViewRestriction(page=film, restriction_type="groups"),
                CollectionViewRestriction(collection=collection, restriction_type="groups"),
            ):
                restriction.save()
                restriction.groups.add(group)
        return {
            "film": film.video.url,
            "poster": film.poster.url,
            "captions": film.captions.url,
            "original image": image.file.url,
            "rendition": image.get_rendition("width-20|format-webp").url,
            "document": document.url,
        }

    return addresses


def ask(client: Client, asking: Asking, address: str) -> HttpResponseBase:
    return getattr(client, asking.method)(address, headers=asking.headers)


def told(response: HttpResponseBase, address: str) -> tuple[int, dict[str, str], str]:
    """All that an answer says, but what changes at each answer and the address that was asked for."""
    text = re.sub(r'value="[A-Za-z0-9]{64}"', 'value="token"', response.content.decode())
    text = re.sub(r'(name="_owner" value=")[^"]+', r"\1token", text)
    text = re.sub(r'nonce="[^"]+"', "nonce", text)
    headers = {name: re.sub(r"'nonce-[^']+'", "nonce", value) for name, value in response.headers.items()}
    headers.pop("Content-Length", None)  # of the compressed page, whose token and nonce are never the same
    text = text.replace(headers.pop("X-Request-ID"), "REFERENCE")
    return response.status_code, headers, text.replace(address, "ADDRESS")


def missing_like(address: str) -> str:
    """An address of the same shape where nothing was ever stored."""
    folder, _slash, name = address.rpartition("/")
    return f"{folder}/{'x' * len(name)}"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("privacy", ["open", "restricted"])
def test_who_gets_what(
    privacy: str, role: str, people: dict[str, Client], addresses: Callable[[str], dict[str, str]]
) -> None:
    checked = 0
    for kind, address in addresses(privacy).items():
        for way, asking in ASKINGS.items():
            response = ask(people[role], asking, address)
            if role == "anonymous":
                assert response.status_code == 302, (kind, way)
                assert response["Location"].startswith("/connexion/"), (kind, way)
            elif privacy == "restricted" and role == "agent":
                missing = missing_like(address)
                nothing = ask(people[role], asking, missing)
                assert response.status_code == 404, (kind, way)
                assert told(response, address) == told(nothing, missing), (kind, way)
                assert not {"ETag", "Last-Modified", "Content-Range", "Accept-Ranges"} & set(
                    response.headers
                ), (kind, way)
            else:
                assert response.status_code == asking.allowed, (kind, way)
                assert response["Cache-Control"] == "private, no-cache", (kind, way)
                assert "Cookie" in response["Vary"], (kind, way)
            checked += 1
    assert checked == len(KINDS) * len(ASKINGS)


@pytest.mark.parametrize("role", ["agent", "editor"])
def test_an_anonymous_visitor_cannot_tell_a_file_from_none(
    role: str, addresses: Callable[[str], dict[str, str]]
) -> None:
    for address in addresses("open").values():
        missing = missing_like(address)
        answers = [told(Client().get(asked), asked) for asked in (address, missing)]
        for _status, headers, _text in answers:
            assert headers.pop("Location").startswith("/connexion/?next=")
            headers.pop("Content-Length", None)
        assert answers[0] == answers[1]


def test_a_departed_agent_is_refused_at_the_next_request(
    sign_in: Callable[[User], Client], addresses: Callable[[str], dict[str, str]]
) -> None:
    agent = UserFactory()
    client = sign_in(agent)
    known = {
        address: client.get(address, headers={"Accept-Encoding": "identity"})["ETag"]
        for address in addresses("open").values()
    }
    User.objects.filter(pk=agent.pk).update(is_active=False)
    for address, tag in known.items():
        for headers in ({}, {"If-None-Match": tag}, {"Range": "bytes=0-0"}):
            response = client.get(address, headers=headers)
            assert response.status_code == 302
            assert "ETag" not in response.headers


def test_a_lock_put_on_a_file_is_seen_at_the_next_request(
    agent: User, sign_in: Callable[[User], Client]
) -> None:
    collection = Collection.get_first_root_node().add_child(name="Essai")
    film, image, document = make_film(), make_image(collection), make_document(collection)
    client = sign_in(agent)
    known = {address: client.get(address)["ETag"] for address in (film.video.url, image.file.url)}
    known[document.url] = client.get(document.url)["ETag"]
    PageViewRestriction.objects.create(page=film, restriction_type="groups")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="groups")
    for address, tag in known.items():
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 404


def test_whatever_a_file_holds_the_browser_runs_nothing_of_it(
    agent: User, sign_in: Callable[[User], Client], addresses: Callable[[str], dict[str, str]]
) -> None:
    for kind, address in addresses("open").items():
        for asking in ASKINGS.values():
            response = ask(sign_in(agent), asking, address)
            if response.status_code == 412:
                continue
            assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
            assert response["X-Content-Type-Options"] == "nosniff"
            assert response["Cross-Origin-Resource-Policy"] == "same-origin"
            disposition = response["Content-Disposition"].partition(";")[0]
            assert disposition == ("attachment" if kind == "document" else "inline")
            assert response["Content-Type"].split("/")[0] in ("image", "video", "text", "application")
            assert "html" not in response["Content-Type"]
            assert "svg" not in response["Content-Type"]


def test_the_tag_of_a_file_says_nothing_of_what_it_holds(
    agent: User, sign_in: Callable[[User], Client]
) -> None:
    """Two copies of one file have two tags, and none is the hash that Wagtail keeps."""
    collection = Collection.get_first_root_node()
    first, second = make_document(collection, "un.pdf"), make_document(collection, "deux.pdf")
    client = sign_in(agent)
    tags = {client.get(document.url)["ETag"].strip('"') for document in (first, second)}
    assert len(tags) == 2
    assert not {first.get_file_hash(), second.get_file_hash()} & tags


# Documents


def test_a_document_has_one_address(agent: User, sign_in: Callable[[User], Client]) -> None:
    document = make_document(Collection.get_first_root_node())
    client = sign_in(agent)
    assert client.get(document.url).status_code == 200
    assert client.get(document.file.url).status_code == 404
    assert client.get(document.url.replace("compte-rendu", "autre")).status_code == 404
    assert client.get(document.url.replace(f"/{document.pk}/", f"/{document.pk + 1}/")).status_code == 404


@pytest.mark.parametrize("number", ["9" * 18, "9" * 5000, "٣", "1e3", "-1"])
def test_no_number_of_a_document_breaks_the_portal(
    number: str, agent: User, sign_in: Callable[[User], Client]
) -> None:
    assert sign_in(agent).get(f"/documents/{number}/x.pdf").status_code == 404


def test_a_document_behind_a_password_asks_for_it(agent: User, sign_in: Callable[[User], Client]) -> None:
    collection = Collection.get_first_root_node().add_child(name="Essai")
    document, image = make_document(collection), make_image(collection)
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="password", password="sésame"
    )
    client = sign_in(agent)
    response = client.get(document.url, headers={"Range": "bytes=0-0", "If-None-Match": "*"})
    assert response.status_code == 200
    assert b"%PDF" not in response.content
    assert b'type="password"' in response.content
    assert client.get(image.file.url).status_code == 404
    passed = client.post(
        f"/documents/authenticate_with_password/{restriction.pk}/",
        {"password": "sésame", "return_url": document.url},
    )
    assert passed["Location"] == document.url
    assert client.get(document.url)["Content-Type"] == "application/octet-stream"
    assert client.get(image.file.url).status_code == 200


def test_a_document_keeps_its_name_when_downloaded(agent: User, sign_in: Callable[[User], Client]) -> None:
    document = make_document(Collection.get_first_root_node(), "Compte rendu d’été.PDF")
    response = sign_in(agent).get(document.url)
    assert response["Content-Disposition"] == 'attachment; filename="compte-rendu-d-ete.pdf"'


def test_extensions_hear_of_documents_and_may_answer_instead(
    agent: User, sign_in: Callable[[User], Client]
) -> None:
    document = make_document(Collection.get_first_root_node())
    heard = []

    def listen(instance: CustomDocument, request: HttpRequest, **kwargs: object) -> None:
        heard.append((instance.pk, request.user))

    document_served.connect(listen)
    try:
        assert sign_in(agent).get(document.url).status_code == 200
        with hooks.register_temporarily(
            "before_serve_document", lambda document, request: HttpResponse("Ailleurs", status=299)
        ):
            assert sign_in(agent).get(document.url).status_code == 299
    finally:
        document_served.disconnect(listen)
    assert heard == [(document.pk, agent)]


@pytest.mark.parametrize(("role", "status"), [(GROUP, 302), ("Agents", 403), ("Communication", 200)])
def test_the_administration_previews_images_for_those_who_edit_them(
    role: str, status: int, sign_in: Callable[[User], Client]
) -> None:
    """The steering committee enters the administration, without any right over images."""
    image = make_image(Collection.get_first_root_node())
    client = sign_in(UserFactory(groups=[role]))
    address = reverse("wagtailimages:preview", args=[image.pk, "original"])
    assert client.get(address).status_code == status
