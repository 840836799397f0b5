"""Images: a text alternative is required wherever one is uploaded; renditions are modern and well cropped."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw

from portal.media.models import CustomImage

pytestmark = pytest.mark.django_db

RED, BLUE = (200, 30, 30), (30, 60, 200)


def photo(name: str = "beffroi.jpg", size: tuple[int, int] = (1200, 600)) -> SimpleUploadedFile:
    """A real JPEG: blue, with a red square at the left edge."""
    image = Image.new("RGB", size, BLUE)
    ImageDraw.Draw(image).rectangle((0, 200, 200, 400), fill=RED)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=90)
    return SimpleUploadedFile(name, buffer.getvalue(), content_type="image/jpeg")


def upload(editor: Client, **fields: Any) -> Any:
    data = {"title": "Beffroi", "file": photo(), "collection": 1, "tags": "", **fields}
    return editor.post(reverse("wagtailimages:add"), data)


def test_an_image_is_uploaded_with_its_text_alternative(editor: Client) -> None:
    assert upload(editor, description="Le beffroi vu de la place").status_code == 302
    image = CustomImage.objects.get()
    assert image.default_alt_text == "Le beffroi vu de la place"


def test_the_form_refuses_an_image_without_text_alternative(editor: Client) -> None:
    response = upload(editor)
    assert response.status_code == 200
    assert "description" in response.context["form"].errors
    assert not CustomImage.objects.exists()


def test_the_form_says_what_a_text_alternative_is(editor: Client) -> None:
    field = editor.get(reverse("wagtailimages:add")).context["form"].fields["description"]
    assert field.required
    assert str(field.help_text)


def test_several_images_wait_for_their_text_alternative(editor: Client) -> None:
    """Uploaded together, each is kept aside until its own form is complete."""
    response = editor.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "Beffroi", "files[]": photo(), "collection": 1},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    answer = response.json()
    assert answer["success"]
    assert not CustomImage.objects.exists()
    waiting = answer["uploaded_file_id"]
    url = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting])
    prefix = f"uploaded-image-{waiting}"
    ajax = {"headers": {"x-requested-with": "XMLHttpRequest"}}
    incomplete = {f"{prefix}-title": "Beffroi", f"{prefix}-collection": 1, f"{prefix}-tags": ""}
    assert not editor.post(url, incomplete, **ajax).json()["success"]
    assert not CustomImage.objects.exists()
    complete = {**incomplete, f"{prefix}-description": "Le beffroi vu de la place"}
    assert editor.post(url, complete, **ajax).json()["success"]
    assert CustomImage.objects.get().description == "Le beffroi vu de la place"


def test_so_does_an_image_uploaded_while_writing_a_page(editor: Client) -> None:
    url = reverse("wagtailimages_chooser:create")
    prefix = "image-chooser-upload"
    data = {f"{prefix}-title": "Beffroi", f"{prefix}-file": photo(), f"{prefix}-collection": 1}
    response = editor.post(url, {**data, f"{prefix}-tags": ""})
    assert response.json()["step"] == "reshow_creation_form"
    assert not CustomImage.objects.exists()
    data = {**data, f"{prefix}-file": photo(), f"{prefix}-description": "Le beffroi"}
    assert editor.post(url, data).json()["step"] == "chosen"


@pytest.mark.parametrize("name", ["logo.svg", "page.html", "photo.jpg"])
def test_what_is_no_image_is_refused(name: str, editor: Client) -> None:
    file = SimpleUploadedFile(name, b"<svg xmlns='http://www.w3.org/2000/svg'/>", content_type="image/jpeg")
    response = upload(editor, file=file, description="Un logo")
    assert "file" in response.context["form"].errors
    assert not CustomImage.objects.exists()


@pytest.fixture
def image(editor: Client) -> CustomImage:
    focus = {
        "focal_point_x": 100,
        "focal_point_y": 300,
        "focal_point_width": 200,
        "focal_point_height": 200,
    }
    assert upload(editor, description="Un carré rouge", **focus).status_code == 302
    return CustomImage.objects.get()


@pytest.mark.parametrize(
    ("spec", "mime"), [("format-avif", "AVIF"), ("format-webp", "WEBP"), ("format-jpeg", "JPEG")]
)
def test_renditions_are_real_and_keep_the_focal_point(spec: str, mime: str, image: CustomImage) -> None:
    rendition = image.get_rendition(f"fill-300x300-c100|{spec}")
    with rendition.file.open() as file, Image.open(file) as picture:
        assert (picture.format, picture.size) == (mime, (300, 300))
        red, _green, blue = picture.convert("RGB").getpixel((150, 150))
    assert red > 150 > blue, "the crop is centred on the red square"


def test_a_picture_offers_avif_then_webp_then_jpeg_with_its_text(image: CustomImage) -> None:
    template = Template(
        "{% load wagtailimages_tags %}{% picture image format-{avif,webp,jpeg} width-{400,800} %}"
    )
    html = template.render(Context({"image": image}))
    assert html.index("image/avif") < html.index("image/webp") < html.index("<img")
    assert 'alt="Un carré rouge"' in html
    assert html.count(".avif") == 2
    assert "width=" in html
    assert "height=" in html


def test_avif_and_webp_are_lighter_than_jpeg(image: CustomImage) -> None:
    sizes = {
        kind: image.get_rendition(f"width-800|format-{kind}").file.size for kind in ("avif", "webp", "jpeg")
    }
    assert sizes["avif"] < sizes["jpeg"]
    assert sizes["webp"] < sizes["jpeg"]
