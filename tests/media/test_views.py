"""Every uploaded file passes here: who may read it, and which part of it."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
import wagtail_factories
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpResponseBase
from django.test import Client
from django.utils.http import http_date
from pytest_django import Settings
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from portal.accounts.models import User
from portal.media.models import CustomImage
from tests.factories import FILM_BYTES, FilmIndexPageFactory, FilmPageFactory, UserFactory
from videos.models import FilmPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def film() -> FilmPage:
    return FilmPageFactory()


@pytest.fixture
def client(agent: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(agent)


def body(response: HttpResponseBase) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


# Ranges and conditions


def test_a_whole_film_says_that_it_can_be_read_in_parts(client: Client, film: FilmPage) -> None:
    response = client.get(film.video.url)
    assert response.status_code == 200
    assert body(response) == FILM_BYTES
    assert response["Content-Type"] == "video/mp4"
    assert response["Content-Length"] == "1000"
    assert response["Accept-Ranges"] == "bytes"
    assert response["Cache-Control"].startswith("private")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_film_can_be_read_from_its_middle(client: Client, film: FilmPage) -> None:
    response = client.get(film.video.url, headers={"Range": "bytes=500-509", "Accept-Encoding": "gzip"})
    assert response.status_code == 206
    assert body(response) == b"0123456789"
    assert response["Content-Range"] == "bytes 500-509/1000"
    assert response["Content-Length"] == "10"
    assert "Content-Encoding" not in response


def test_a_range_after_the_end_is_refused(client: Client, film: FilmPage) -> None:
    response = client.get(film.video.url, headers={"Range": "bytes=1000-"})
    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */1000"


def test_several_ranges_get_the_whole_film(client: Client, film: FilmPage) -> None:
    assert client.get(film.video.url, headers={"Range": "bytes=0-1,5-6"}).status_code == 200


def test_head_announces_without_sending(client: Client, film: FilmPage) -> None:
    response = client.head(film.video.url)
    assert response.status_code == 200
    assert response["Content-Length"] == "1000"
    assert body(response) == b""


def test_a_copy_that_is_still_true_is_not_sent_again(client: Client, film: FilmPage) -> None:
    first = client.get(film.video.url)
    by_tag = client.get(film.video.url, headers={"If-None-Match": first["ETag"]})
    by_date = client.get(film.video.url, headers={"If-Modified-Since": first["Last-Modified"]})
    assert (by_tag.status_code, by_date.status_code) == (304, 304)
    assert by_tag["Cache-Control"].startswith("private")


@pytest.mark.parametrize("validator", ["ETag", "Last-Modified"])
def test_a_download_goes_on_where_it_stopped(client: Client, film: FilmPage, validator: str) -> None:
    known = client.get(film.video.url)[validator]
    response = client.get(film.video.url, headers={"Range": "bytes=990-", "If-Range": known})
    assert response.status_code == 206


@pytest.mark.parametrize("validator", ['"another"', http_date(0), "nonsense"])
def test_a_download_starts_again_when_the_file_changed(
    client: Client, film: FilmPage, validator: str
) -> None:
    response = client.get(film.video.url, headers={"Range": "bytes=990-", "If-Range": validator})
    assert response.status_code == 200
    assert len(body(response)) == 1000


def test_captions_have_the_type_that_players_ask_for(client: Client, film: FilmPage) -> None:
    assert client.get(film.captions.url)["Content-Type"].startswith("text/vtt")


def test_a_file_is_read_not_written(client: Client, film: FilmPage) -> None:
    assert client.post(film.video.url).status_code == 405


# nginx sends in the portal's place


def test_nginx_is_told_which_file_to_send(client: Client, film: FilmPage, settings: Settings) -> None:
    settings.MEDIA_ACCEL_PREFIX = "/internal-media/"
    for headers in ({}, {"Range": "bytes=0-0"}, {"If-None-Match": "*"}):
        response = client.get(film.video.url, headers=headers)
        assert response.status_code == 200
        assert response["X-Accel-Redirect"] == f"/internal-media/{film.video.name}"
        assert response["Content-Type"] == "video/mp4"
        assert response.content == b""
        assert "ETag" not in response.headers, "nginx gives its own"


def test_the_name_of_a_file_says_nothing_else_to_nginx(
    client: Client, film: FilmPage, settings: Settings
) -> None:
    settings.MEDIA_ACCEL_PREFIX = "/internal-media/"
    name = default_storage.save("films/été %0d%0aX?y#z.mp4", ContentFile(b"x"))
    FilmPage.objects.filter(pk=film.pk).update(video=name)
    response = client.get(f"/media/{quote(name)}")
    assert response["X-Accel-Redirect"] == "/internal-media/films/%C3%A9t%C3%A9%20%250d%250aX%3Fy%23z.mp4"


def test_nginx_is_told_nothing_of_a_file_that_may_not_be_read(
    client: Client, film: FilmPage, settings: Settings
) -> None:
    settings.MEDIA_ACCEL_PREFIX = "/internal-media/"
    film.unpublish()
    response = client.get(film.video.url)
    assert response.status_code == 404
    assert "X-Accel-Redirect" not in response.headers


# Permissions


def test_an_anonymous_visitor_is_sent_to_sign_in(film: FilmPage) -> None:
    for file in (film.video, film.captions):
        response = Client().get(file.url)
        assert response.status_code == 302
        assert response["Location"].startswith("/connexion/")


def test_the_files_of_a_restricted_film_are_for_its_groups(
    film: FilmPage, sign_in: Callable[[User], Client]
) -> None:
    steering = UserFactory(groups=["Comité de pilotage"])
    restriction = PageViewRestriction.objects.create(
        page=film.get_parent(), restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.set(steering.groups.all())
    for file in (film.video, film.captions):
        assert sign_in(UserFactory()).get(file.url).status_code == 404
        assert sign_in(steering).get(file.url).status_code == 200


def test_the_files_of_an_unpublished_film_are_for_those_who_edit_it(
    film: FilmPage, client: Client, sign_in: Callable[[User], Client]
) -> None:
    film.unpublish()
    assert client.get(film.video.url).status_code == 404
    assert sign_in(UserFactory(groups=["Communication"])).get(film.video.url).status_code == 200


def test_a_file_of_a_draft_is_for_those_who_edit_films(
    client: Client, sign_in: Callable[[User], Client]
) -> None:
    name = default_storage.save("films/draft.vtt", ContentFile(b"WEBVTT\n"))
    assert client.get(default_storage.url(name)).status_code == 404
    assert sign_in(UserFactory(groups=["Communication"])).get(default_storage.url(name)).status_code == 200


def test_an_image_follows_the_privacy_of_its_collection(sign_in: Callable[[User], Client]) -> None:
    steering = UserFactory(groups=["Comité de pilotage"])
    collection = Collection.get_first_root_node().add_child(name="Comité de pilotage")
    image = wagtail_factories.ImageFactory(collection=collection, description="Un tableau.")
    assert isinstance(image, CustomImage)
    addresses = [image.get_rendition("width-20|format-webp").url, image.file.url]
    for address in addresses:
        assert sign_in(UserFactory()).get(address).status_code == 200
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.GROUPS
    )
    restriction.groups.set(steering.groups.all())
    for address in addresses:
        assert sign_in(UserFactory()).get(address).status_code == 404
        assert sign_in(steering).get(address).status_code == 200


def test_a_folder_that_no_app_answers_for_is_closed(client: Client, film: FilmPage) -> None:
    for name in ("secrets/plan.txt", "plan.txt", "documents/plan.pdf"):
        default_storage.save(name, ContentFile(b"x"))
        assert client.get(f"{settings.MEDIA_URL}{name}").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "films/../secret.txt",
        "films//film.mp4",
        "films/..%2f..%2fdb.sqlite3",
        "films\\film.mp4",
        "films/",
    ],
)
def test_no_name_leads_out_of_the_uploads(client: Client, name: str) -> None:
    (Path(settings.MEDIA_ROOT) / "secret.txt").parent.mkdir(parents=True, exist_ok=True)
    (Path(settings.MEDIA_ROOT) / "secret.txt").write_text("x")
    assert client.get(f"{settings.MEDIA_URL}{name}").status_code == 404


def test_a_file_lost_from_the_disk_is_not_found(client: Client) -> None:
    film = FilmPageFactory(parent=FilmIndexPageFactory())
    default_storage.delete(film.video.name)
    assert client.get(film.video.url).status_code == 404


def test_a_nul_in_a_name_is_a_bad_request(client: Client) -> None:
    assert client.get(f"{settings.MEDIA_URL}films/%00").status_code == 400
