"""Every screen that receives a file checks it; a refused file is not kept, a replaced one is gone."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, UploadedFile

from portal.media.models import CustomDocument, CustomImage
from tests.media.files import PDF, make_document, make_image, picture

pytestmark = pytest.mark.django_db

AJAX = {"headers": {"x-requested-with": "XMLHttpRequest"}}
DISGUISED = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
SAYS_WHERE = b"48.8566N"


def image_fields(prefix: str = "") -> dict[str, Any]:
    return {
        f"{prefix}title": "Beffroi",
        f"{prefix}description": "Le beffroi",
        f"{prefix}collection": 1,
        f"{prefix}tags": "",
    }


def document_fields(prefix: str = "") -> dict[str, Any]:
    return {f"{prefix}title": "Note", f"{prefix}collection": 1, f"{prefix}tags": ""}


def send_image(editor: Client, screen: str, file: SimpleUploadedFile) -> str:
    """Upload through one of Wagtail's screens; what it answers."""
    if screen == "one":
        return editor.post(reverse("wagtailimages:add"), {**image_fields(), "file": file}).content.decode()
    if screen == "several":
        response = editor.post(
            reverse("wagtailimages:add_multiple"), {"title": "x", "files[]": file, "collection": 1}, **AJAX
        )
        return json.dumps(response.json(), ensure_ascii=False)
    if screen == "in a page":
        prefix = "image-chooser-upload-"
        response = editor.post(
            reverse("wagtailimages_chooser:create"), {**image_fields(prefix), f"{prefix}file": file}
        )
        return response.json().get("htmlFragment", "")
    image = make_image(Collection.get_first_root_node())
    response = editor.post(reverse("wagtailimages:edit", args=[image.pk]), {**image_fields(), "file": file})
    return response.content.decode()


def send_document(editor: Client, screen: str, file: SimpleUploadedFile) -> str:
    if screen == "one":
        return editor.post(reverse("wagtaildocs:add"), {**document_fields(), "file": file}).content.decode()
    if screen == "several":
        response = editor.post(
            reverse("wagtaildocs:add_multiple"), {"title": "x", "files[]": file, "collection": 1}, **AJAX
        )
        return json.dumps(response.json(), ensure_ascii=False)
    if screen == "in a page":
        prefix = "document-chooser-upload-"
        response = editor.post(
            reverse("wagtaildocs_chooser:create"), {**document_fields(prefix), f"{prefix}file": file}
        )
        return response.json().get("htmlFragment", "")
    document = make_document(Collection.get_first_root_node())
    response = editor.post(
        reverse("wagtaildocs:edit", args=[document.pk]), {**document_fields(), "file": file}
    )
    return response.content.decode()


SCREENS = ("one", "several", "in a page", "replaced")


@pytest.mark.parametrize("screen", SCREENS)
def test_no_screen_takes_a_disguised_image(screen: str, editor: Client, media_root: Path) -> None:
    for name, content in (("logo.png", DISGUISED), ("logo.svg", DISGUISED), ("a.jpg", picture(kind="PNG"))):
        send_image(editor, screen, SimpleUploadedFile(name, content, content_type="image/png"))
    kept = {path.name.partition("_")[0].partition(".")[0] for path in media_root.glob("original_images/*")}
    assert kept == ({"beffroi"} if screen == "replaced" else set())
    assert not UploadedFile.objects.exists()


@pytest.mark.parametrize("screen", SCREENS)
def test_no_screen_takes_a_disguised_document(screen: str, editor: Client, media_root: Path) -> None:
    formats = "Envoyez un document dans l’un de ces formats"
    for name in ("note.pdf", "note.docx", "note.html", "note", "note.txt"):
        answer = send_document(editor, screen, SimpleUploadedFile(name, b"MZ\x90\x00<html>"))
        extension = name.partition(".")[2]
        said = formats if extension in ("", "html") else f"n’est pas un document .{extension}"
        assert said in answer
        assert "Les extensions autorisées sont" not in answer, "one reason is enough"
    assert {path.name.partition("_")[0] for path in media_root.rglob("*") if path.is_file()} <= {
        "compte-rendu.pdf",
        "compte-rendu",
    }
    assert not UploadedFile.objects.exists()


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_removes_what_a_photo_says_of_its_author(
    screen: str, editor: Client, media_root: Path
) -> None:
    sent = picture((600, 400), comment=SAYS_WHERE)
    send_image(editor, screen, SimpleUploadedFile("Place d’Armes.jpg", sent, content_type="image/jpeg"))
    if screen == "several":
        waiting = UploadedFile.objects.get()
        prefix = f"uploaded-image-{waiting.pk}-"
        url = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting.pk])
        assert editor.post(url, image_fields(prefix), **AJAX).json()["success"]
    image = CustomImage.objects.get()
    assert image.file.name == "original_images/place-d-armes.jpg"
    assert image.file_size == image.file.size
    for rendition in ("width-100", "original", "width-100|format-webp"):
        image.get_rendition(rendition)
    files = [path for path in media_root.rglob("*") if path.is_file()]
    assert len(files) >= 4
    for path in files:
        assert SAYS_WHERE not in path.read_bytes(), path


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_gives_a_document_a_safe_name(screen: str, editor: Client, media_root: Path) -> None:
    send_document(editor, screen, SimpleUploadedFile("../note\u202e d’été.php.pdf", PDF))
    assert CustomDocument.objects.get().filename == "note-d-ete-php.pdf"


def test_a_picture_too_large_is_refused_with_its_limit(editor: Client) -> None:
    answer = send_image(
        editor, "one", SimpleUploadedFile("a.jpg", b"\xff\xd8" + b"x" * (10 * 1024 * 1024 + 1))
    )
    assert not CustomImage.objects.exists()
    assert "error-message" in answer


# Old addresses


def test_a_replaced_image_is_gone_with_its_sizes(
    editor: Client, media_root: Path, django_capture_on_commit_callbacks: Callable
) -> None:
    image = make_image(Collection.get_first_root_node(), "avant.jpg")
    old = [image.file, image.get_rendition("width-20").file, image.get_rendition("width-30|format-webp").file]
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(
            reverse("wagtailimages:edit", args=[image.pk]),
            {**image_fields(), "file": SimpleUploadedFile("apres.jpg", picture((90, 90)))},
        )
    for file in old:
        assert editor.get(file.url).status_code == 404
        assert not default_storage.exists(file.name)
    image.refresh_from_db()
    assert image.file.name == "original_images/apres.jpg"
    assert editor.get(image.file.url).status_code == 200


def test_a_deleted_image_is_gone_with_its_sizes(
    editor: Client, media_root: Path, django_capture_on_commit_callbacks: Callable
) -> None:
    image = make_image(Collection.get_first_root_node())
    old = [image.file.name, image.get_rendition("width-20").file.name]
    with django_capture_on_commit_callbacks(execute=True):
        image.delete()
    assert [default_storage.exists(name) for name in old] == [False, False]
    assert [editor.get(default_storage.url(name)).status_code for name in old] == [404, 404]


def test_a_replaced_or_deleted_document_is_gone(
    editor: Client, media_root: Path, django_capture_on_commit_callbacks: Callable
) -> None:
    document = make_document(Collection.get_first_root_node(), "avant.pdf")
    address, name = document.url, document.file.name
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(
            reverse("wagtaildocs:edit", args=[document.pk]),
            {**document_fields(), "file": SimpleUploadedFile("apres.pdf", PDF)},
        )
    assert editor.get(address).status_code == 404
    assert not default_storage.exists(name)
    document.refresh_from_db()
    assert editor.get(document.url).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        document.delete()
    assert not default_storage.exists(document.file.name)
