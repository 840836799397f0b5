"""What becomes of a film's files when the film changes or goes."""

import datetime
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from portal.common.retention import purges
from tests.factories import FILM_BYTES, UserFactory
from tests.media.files import make_film, picture
from videos.models import FilmPage

pytestmark = pytest.mark.django_db

Commit = Callable[..., object]


@pytest.fixture(autouse=True)
def folder(media_root: Path) -> Path:
    return media_root


def names(film: FilmPage) -> list[str]:
    return [film.video.name, film.poster.name, film.captions.name]


def stored() -> set[str]:
    return {f"films/{name}" for name in default_storage.listdir("films")[1]}


def test_a_deleted_film_takes_its_files_and_those_of_its_history(
    django_capture_on_commit_callbacks: Commit,
) -> None:
    film = make_film()
    film.save_revision().publish()
    film.video = SimpleUploadedFile("autre.mp4", FILM_BYTES)
    film.save_revision().publish()
    assert len(stored()) == 4
    with django_capture_on_commit_callbacks(execute=True):
        FilmPage.objects.get(pk=film.pk).delete()
    assert stored() == set()


def test_so_do_the_films_of_a_list_that_is_deleted(django_capture_on_commit_callbacks: Commit) -> None:
    film = make_film()
    with django_capture_on_commit_callbacks(execute=True):
        film.get_parent().specific.delete()
    assert stored() == set()


def test_a_copy_keeps_the_files_that_it_shares(django_capture_on_commit_callbacks: Commit) -> None:
    film = make_film()
    copy = film.copy(update_attrs={"slug": "copie"})
    with django_capture_on_commit_callbacks(execute=True):
        film.delete()
    assert stored() == set(names(copy))


def test_a_replaced_film_is_refused_at_its_old_address(
    agent: User, sign_in: Callable[[User], Client]
) -> None:
    film = make_film()
    old = film.video.url
    client = sign_in(agent)
    assert client.get(old).status_code == 200
    film.video = SimpleUploadedFile("autre.mp4", FILM_BYTES)
    film.save_revision().publish()
    new = FilmPage.objects.get(pk=film.pk).video.url
    assert new != old
    for headers in ({}, {"Range": "bytes=0-0"}, {"If-None-Match": "*"}):
        assert client.get(old, headers=headers).status_code == 404
    assert client.get(new).status_code == 200
    assert sign_in(UserFactory(groups=["Communication"])).get(old).status_code == 200, "an older version"


def test_what_nothing_names_is_purged_after_a_while() -> None:
    film = make_film()
    film.save_revision()
    forgotten = default_storage.save("films/oublie.mp4", ContentFile(FILM_BYTES))
    recent = default_storage.save("films/en-cours.mp4", ContentFile(FILM_BYTES))
    month_ago = timezone.now() - datetime.timedelta(days=30)
    for name in (forgotten, *names(film)):
        os.utime(default_storage.path(name), (0, month_ago.timestamp() - 60))
    purge = purges["unused_film_files"]
    assert purge(month_ago) == 1
    assert stored() == {recent, *names(film)}
    assert purge(month_ago) == 0


# What an editor may upload


@pytest.mark.parametrize(
    ("field", "file"),
    [
        ("video", SimpleUploadedFile("film.mp4", b"<html>")),
        ("video", SimpleUploadedFile("film.mov", FILM_BYTES)),
        ("poster", SimpleUploadedFile("affiche.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>")),
        ("poster", SimpleUploadedFile("affiche.webp", picture(kind="PNG"))),
        ("captions", SimpleUploadedFile("film.vtt", b"<script>alert(1)</script>")),
    ],
)
def test_a_film_page_refuses_files_that_are_not_what_they_say(field: str, file: SimpleUploadedFile) -> None:
    film = make_film()
    setattr(film, field, file)
    with pytest.raises(ValidationError) as refused:
        film.full_clean()
    assert list(refused.value.message_dict) == [field]


def test_a_film_page_accepts_good_files_and_cleans_the_poster() -> None:
    film = make_film()
    film.video = SimpleUploadedFile("Bande annonce (v2).mp4", FILM_BYTES)
    film.poster = SimpleUploadedFile("affiche.jpg", picture((320, 180), comment=b"48.8566N"))
    film.full_clean()
    film.save()
    assert film.video.name == "films/bande-annonce-v2.mp4"
    assert b"48.8566N" not in film.poster.read()


def test_files_already_kept_are_not_checked_again_at_each_save() -> None:
    film = make_film()
    film.video.storage.delete(film.video.name)
    film.full_clean()
