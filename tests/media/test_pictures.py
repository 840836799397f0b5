"""Pictures that are accepted, refused, or kept without what they say of people."""

import io
import struct
import zlib
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from PIL import ExifTags, Image, PngImagePlugin
from pytest_django import Settings

from portal.media.uploads.validation import validate_image
from tests.media.files import picture

PLACE = b"48.8566N"
HTML = b"<script>alert(1)</script>"


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(ValidationError) as refused:
        validate_image(upload(content, name))
    return str(refused.value.code)


def exif() -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Artist] = "Camille Numéro1"
    exif[ExifTags.Base.ImageDescription] = PLACE.decode()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSMapDatum] = PLACE.decode()
    return exif


def png_text() -> PngImagePlugin.PngInfo:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", PLACE.decode())
    text.add_itxt("XML:com.adobe.xmp", PLACE.decode())
    return text


SPEAKING: dict[str, tuple[str, dict[str, Any]]] = {
    "photo.jpg": ("JPEG", {"exif": exif(), "xmp": PLACE, "comment": HTML + PLACE}),
    "photo.png": ("PNG", {"exif": exif(), "pnginfo": png_text()}),
    "photo.webp": ("WEBP", {"exif": exif(), "xmp": PLACE}),
    "photo.avif": ("AVIF", {"exif": exif(), "xmp": PLACE}),
    "photo.gif": ("GIF", {"comment": HTML + PLACE}),
}


@pytest.mark.parametrize("name", SPEAKING)
def test_a_picture_is_kept_without_what_it_says_of_people(name: str) -> None:
    kind, options = SPEAKING[name]
    sent = picture((60, 40), kind, **options)
    assert PLACE in sent
    file = upload(sent, name)
    validate_image(file)
    kept = file.read()
    assert PLACE not in kept
    assert b"Camille" not in kept
    assert HTML not in kept
    assert file.size == len(kept)
    image = Image.open(io.BytesIO(kept))
    image.load()
    assert (image.format, image.size) == (kind, (60, 40))
    red, green, blue = image.convert("RGB").getpixel((30, 20))
    assert abs(red - 30) + abs(green - 90) + abs(blue - 160) < 24
    assert image.getexif().get(ExifTags.Base.Orientation) == (None if kind == "GIF" else 6)


def test_a_picture_that_says_nothing_is_kept_as_it_is() -> None:
    profile = b"\x00" * 128
    for name, kind in (("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP"), ("a.avif", "AVIF")):
        sent = picture((60, 40), kind, **({"icc_profile": profile} if kind == "JPEG" else {}))
        file = upload(sent, name)
        validate_image(file)
        assert file.read() == sent


def test_the_profile_of_colours_stays() -> None:
    profile = bytes(range(200))
    file = upload(picture((60, 40), "JPEG", icc_profile=profile, comment=HTML))
    validate_image(file)
    assert Image.open(file).info["icc_profile"] == profile


@pytest.mark.parametrize(("name", "kind"), [("a.gif", "GIF"), ("a.webp", "WEBP"), ("a.png", "PNG")])
def test_an_animation_stays_one(name: str, kind: str) -> None:
    frames = [Image.new("RGB", (20, 20), (200 * number, 20, 20)) for number in (0, 1)]
    buffer = io.BytesIO()
    options: dict[str, Any] = {} if kind == "GIF" else {"exif": exif()}
    frames[0].save(
        buffer, kind, save_all=True, append_images=frames[1:], duration=[100, 300], loop=0, **options
    )
    comment = b"!\xfe" + bytes([len(PLACE)]) + PLACE + b"\0"
    sent = buffer.getvalue()
    if kind == "GIF":
        sent = sent.replace(b"!\xff\x0bNETSCAPE", comment + b"!\xff\x0bNETSCAPE", 1)
    assert PLACE in sent
    file = upload(sent, name)
    validate_image(file)
    kept = file.read()
    assert PLACE not in kept
    image = Image.open(io.BytesIO(kept))
    assert image.n_frames == 2
    image.seek(1)
    image.load()
    assert image.info["duration"] == 300
    assert image.info.get("loop") == 0


def test_a_large_upload_kept_in_a_file_is_cleaned_there() -> None:
    sent = picture((60, 40), "JPEG", comment=HTML)
    file = TemporaryUploadedFile("photo.jpg", "image/jpeg", len(sent), None)
    file.write(sent)
    validate_image(file)
    with open(file.temporary_file_path(), "rb") as kept:  # noqa: PTH123 - the path that storages move
        assert HTML not in kept.read()


def test_a_phone_picture_that_holds_several_is_one_jpeg() -> None:
    buffer = io.BytesIO()
    first, second = Image.new("RGB", (60, 40), (30, 90, 160)), Image.new("RGB", (30, 20))
    first.save(buffer, "MPO", save_all=True, append_images=[second])
    file = upload(buffer.getvalue())
    validate_image(file)
    assert Image.open(file).format == "JPEG"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (picture((9, 9), "PNG"), "photo.jpg", "content"),
        (picture((9, 9), "JPEG"), "photo.webp", "content"),
        (picture((9, 9), "BMP"), "photo.png", "content"),
        (picture((9, 9), "TIFF"), "photo.jpg", "content"),
        (picture((9, 9), "JPEG"), "photo.svg", "format"),
        (picture((9, 9), "JPEG"), "photo", "format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "logo.svg", "format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "logo.png", "content"),
        (b"<?xml version='1.0'?><svg/>", "logo.webp", "content"),
        (b"<html><script>alert(1)</script>", "photo.gif", "content"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "photo.jpg", "content"),
        (b"", "photo.jpg", "content"),
        (b"GIF89a", "photo.gif", "content"),
        (picture((400, 400), "JPEG", quality=95)[:900], "photo.jpg", "damaged"),
        (picture((400, 400), "PNG")[:200], "photo.png", "damaged"),
    ],
)
def test_what_is_no_picture_of_its_extension_is_refused(content: bytes, name: str, code: str) -> None:
    assert refusal(content, name) == code


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that announces so many pixels."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 5000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(7000, 7000), (60_000, 60_000), (2**31 - 1, 1), (2**31 - 1, 2**31 - 1)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    assert refusal(bomb(*size), "photo.png") == "pixels"


def test_all_the_frames_of_an_animation_count(settings: Settings) -> None:
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 100 * 100 * 3
    frames = [Image.new("RGB", (100, 100), (number, 0, 0)) for number in range(0, 200, 50)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    assert refusal(buffer.getvalue(), "photo.gif") == "pixels"


def test_a_text_packed_in_a_picture_cannot_fill_the_memory() -> None:
    packed = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"x" * 200_000_000))
    content = bomb(1, 1)
    assert refusal(content[:33] + packed + content[33:], "photo.png") == "damaged"


def test_a_plain_file_is_checked_like_an_upload() -> None:
    with pytest.raises(ValidationError):
        validate_image(ContentFile(b"x", "photo.jpg"))
