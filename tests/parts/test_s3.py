"""Uploads in a private bucket of a real S3 server, which checks signatures and their expiry."""

import io
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

import boto3
import pytest
import requests
from botocore.client import Config
from botocore.exceptions import ClientError
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import Settings
from wagtail.models import Collection, PageViewRestriction

from portal.accounts.models import User
from portal.media import serving
from portal.media.models import CustomImage
from portal.media.storage import check_uploads
from portal.upkeep.media import MediaStore
from search.index.documents import build, page_key
from tests.factories import UserFactory
from tests.media.files import PDF, make_document, make_film, make_image, picture
from tests.parts.servers import free_port, program, wait_until
from videos.models import FilmPage

pytestmark = [pytest.mark.parts, pytest.mark.django_db]

BUCKET = "portail"
KEY, SECRET = "portail-cle", "portail-secret"
POM = Path(__file__).parent / "s3proxy" / "pom.xml"
FILM = bytes(range(256)) * 1024


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("s3")
    (folder / "data").mkdir()
    classpath = folder / "classpath"
    maven = [program("mvn"), "-q", "-B", "-f", POM, "dependency:build-classpath"]
    maven.append(f"-Dmdep.outputFile={classpath}")
    # Without the network first: what an earlier run fetched is enough.
    if subprocess.run([*maven, "-o"], capture_output=True, timeout=300).returncode:
        subprocess.run(maven, check=True, timeout=900)
    endpoint = f"http://127.0.0.1:{free_port()}"
    (folder / "s3proxy.conf").write_text(
        f"s3proxy.endpoint={endpoint}\n"
        "s3proxy.authorization=aws-v2-or-v4\n"
        f"s3proxy.identity={KEY}\ns3proxy.credential={SECRET}\n"
        "jclouds.provider=filesystem\njclouds.identity=x\njclouds.credential=x\n"
        f"jclouds.filesystem.basedir={folder / 'data'}\n"
    )
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [program("java"), "-Xmx256m", "-cp", classpath.read_text(), "org.gaul.s3proxy.Main",
             "--properties", folder / "s3proxy.conf"],
            stdout=log, stderr=log,
        )  # fmt: skip
        try:
            wait_until(lambda: requests.get(endpoint, timeout=5).status_code == 403, "The S3 server")
            client = boto3.client(
                "s3",
                endpoint_url=endpoint,
                region_name="eu-west-3",
                aws_access_key_id=KEY,
                aws_secret_access_key=SECRET,
                config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
            )
            client.create_bucket(Bucket=BUCKET)
            yield endpoint
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture(autouse=True)
def bucket(endpoint: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal as MEDIA_S3_BUCKET and its neighbours configure it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    cache.clear()
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "portal.media.s3_storage.PrivateS3Storage",
            "OPTIONS": {"bucket_name": BUCKET, "endpoint_url": endpoint, "region_name": "eu-west-3"},
        },
    }


@pytest.fixture
def client(agent: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(agent)


@pytest.fixture
def film() -> FilmPage:
    film = make_film()
    film.video.save("film.mp4", ContentFile(FILM))
    return film


def signed(client: Client, address: str, method: str = "get") -> str:
    """The address of the bucket that the portal sends to."""
    response = getattr(client, method)(address)
    assert response.status_code == 302
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    return response["Location"]


def test_the_bucket_answers_nobody_without_a_signature(endpoint: str, film: FilmPage) -> None:
    for path in (BUCKET, f"{BUCKET}/{film.video.name}", f"{BUCKET}/?list-type=2"):
        assert requests.get(f"{endpoint}/{path}", timeout=10).status_code == 403


def test_a_bucket_that_answers_is_told_from_one_that_does_not(settings: Settings) -> None:
    check_uploads()
    storage = settings.STORAGES["default"]
    elsewhere = {**storage, "OPTIONS": {**storage["OPTIONS"], "bucket_name": "none"}}
    settings.STORAGES = {**settings.STORAGES, "default": elsewhere}
    with pytest.raises(ClientError):
        check_uploads()


def test_pages_name_the_portal_never_the_bucket(client: Client, endpoint: str, film: FilmPage) -> None:
    image = make_image(Collection.get_first_root_node())
    assert film.video.url == f"/media/{film.video.name}"
    assert image.file.url.startswith("/media/original_images/")
    assert image.get_rendition("width-20|format-webp").url.startswith("/media/images/")
    page = client.get(film.url).content.decode()
    assert film.video.url in page
    assert "X-Amz" not in page
    assert endpoint not in page


def test_a_film_is_read_from_its_middle_through_the_portal(client: Client, film: FilmPage) -> None:
    address = signed(client, film.video.url)
    whole = requests.get(address, timeout=10)
    assert (whole.status_code, whole.content) == (200, FILM)
    assert whole.headers["Content-Type"] == "video/mp4"
    part = requests.get(address, headers={"Range": "bytes=500-509"}, timeout=10)
    assert (part.status_code, part.content) == (206, FILM[500:510])
    head = requests.head(signed(client, film.video.url, "head"), timeout=10)
    assert (head.status_code, int(head.headers["Content-Length"])) == (200, len(FILM))


def test_an_image_is_uploaded_shown_smaller_and_deleted(
    client: Client, sign_in: Callable[[User], Client], django_capture_on_commit_callbacks: Callable
) -> None:
    editor = sign_in(UserFactory(groups=["Communication"]))
    sent = {
        "title": "Beffroi",
        "description": "Le beffroi",
        "collection": 1,
        "tags": "",
        "file": SimpleUploadedFile("Beffroi d’été.jpg", picture((640, 480)), content_type="image/jpeg"),
    }
    assert editor.post(reverse("wagtailimages:add"), sent).status_code == 302
    image = CustomImage.objects.get()
    assert image.file.name == "original_images/beffroi-d-ete.jpg"
    rendition = image.get_rendition("width-200|format-webp")
    answer = requests.get(signed(client, rendition.url), timeout=10)
    assert answer.headers["Content-Type"] == "image/webp"
    assert Image.open(io.BytesIO(answer.content)).size == (200, 150)
    names = [image.file.name, rendition.file.name]
    with django_capture_on_commit_callbacks(execute=True):
        image.delete()
    assert [default_storage.exists(name) for name in names] == [False, False]
    assert client.get(rendition.url).status_code == 404


def test_a_document_is_a_download_whatever_it_holds(client: Client) -> None:
    document = make_document(Collection.get_first_root_node())
    answer = requests.get(signed(client, document.url), timeout=10)
    assert answer.content == PDF
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="compte-rendu.pdf"'


def test_captions_come_from_the_portal_itself(client: Client, film: FilmPage) -> None:
    """Players refuse captions of another site than the page's."""
    response = client.get(film.captions.url)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/vtt")
    assert b"WEBVTT" in b"".join(response.streaming_content)
    part = client.get(film.captions.url, headers={"Range": "bytes=0-5"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"WEBVTT")


def test_captions_are_read_for_the_transcript_and_the_search(client: Client, film: FilmPage) -> None:
    fresh = FilmPage.objects.get(pk=film.pk)
    assert "Où est mon parapheur" in client.get(fresh.url).content.decode()
    assert "Où est mon parapheur" in str(list(build([page_key(film.pk)], 1)))


def test_whoever_may_not_read_gets_no_signed_address(
    client: Client, sign_in: Callable[[User], Client], film: FilmPage
) -> None:
    restriction = PageViewRestriction.objects.create(page=film, restriction_type="groups")
    restriction.groups.set(UserFactory(groups=["Comité de pilotage"]).groups.all())
    for file in (film.video, film.poster, film.captions):
        for method in ("get", "head"):
            for headers in ({}, {"Range": "bytes=0-0"}, {"If-None-Match": "*"}):
                response = getattr(client, method)(file.url, headers=headers)
                assert response.status_code == 404
                assert "Location" not in response.headers
                assert b"X-Amz" not in response.content
    assert Client().get(film.video.url)["Location"].startswith("/connexion/")
    assert sign_in(UserFactory(groups=["Comité de pilotage"])).get(film.video.url).status_code == 302


@pytest.mark.parametrize(
    "change",
    [
        {"X-Amz-Expires": "86400"},
        {"X-Amz-Signature": "0" * 64},
        {"response-content-type": "text/html"},
        {"response-content-disposition": "inline"},
    ],
)
def test_a_signed_address_cannot_be_changed(client: Client, film: FilmPage, change: dict[str, str]) -> None:
    parts = urlsplit(signed(client, film.video.url))
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    assert set(change) <= set(query)
    changed = requests.Request("GET", urlunsplit(parts._replace(query="")), params={**query, **change})
    assert requests.get(changed.prepare().url, timeout=10).status_code == 403


def test_a_signed_address_opens_no_other_file(client: Client, film: FilmPage) -> None:
    address = signed(client, film.video.url)
    assert requests.get(address.replace(film.video.name, film.captions.name), timeout=10).status_code == 403
    assert requests.put(address, data=b"x", timeout=10).status_code == 403
    assert requests.delete(address, timeout=10).status_code == 403


def test_a_signed_address_lives_for_a_short_time(
    client: Client, film: FilmPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = make_document(Collection.get_first_root_node())
    for address, seconds in ((document.url, 60), (film.poster.url, 60), (film.video.url, 900)):
        assert parse_qs(urlsplit(signed(client, address)).query)["X-Amz-Expires"] == [str(seconds)]
    monkeypatch.setattr(serving, "SIGNED_SECONDS", 1)
    address = signed(client, document.url)
    time.sleep(2.5)
    assert requests.get(address, timeout=10).status_code == 403


def test_uploads_of_a_bucket_are_saved_and_restored(settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path / "var"
    store = MediaStore(tmp_path / "backups")
    default_storage.save("documents/plan.txt", ContentFile(b"Le plan"))
    kept, new = store.survey()
    assert kept == {}
    assert "documents/plan.txt" in new
    saved = store.save(new)
    store.remember(saved)
    assert store.survey() == (saved, {})  # nothing is read again
    default_storage.delete("documents/plan.txt")
    assert store.restore(saved, encrypted=False, folder=tmp_path) == 1
    with default_storage.open("documents/plan.txt") as file:
        assert file.read() == b"Le plan"
