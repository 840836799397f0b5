"""Pictures: checked before a pixel is decoded, and kept without what they say of people."""

import io
import struct

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageSequence, UnidentifiedImageError

from portal.media.names import extension_of
from portal.media.uploads.chunks import bare_png, bare_webp

# Format that Pillow finds, by extension. A phone's JPEG that holds several pictures is an MPO.
FORMATS = {
    "avif": ("AVIF",),
    "gif": ("GIF",),
    "jpeg": ("JPEG", "MPO"),
    "jpg": ("JPEG", "MPO"),
    "png": ("PNG",),
    "webp": ("WEBP",),
}
_READERS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
# What a picture needs to look right. The rest (place, camera, author, comments) goes.
_KEPT = {
    "adobe", "adobe_transform", "background", "blend", "default_image", "disposal", "dpi", "duration",
    "extension", "gamma", "icc_profile", "jfif", "jfif_density", "jfif_unit", "jfif_version", "loop",
    "progression", "progressive", "srgb", "timestamp", "transparency", "version",
}  # fmt: skip
_REWRITTEN_QUALITY = 90
# Bytes of an Exif block that holds the orientation alone; a longer one hides more, such as a thumbnail.
_LONGEST_ORIENTATION = 64
# Formats whose metadata goes without a pixel being encoded again.
_BARE = {"PNG": bare_png, "WEBP": bare_webp}


def check(file: File) -> None:
    """Refuse what is not a picture of its extension's format, is damaged, or would take too much memory."""
    extension = extension_of(file.name)
    if extension not in FORMATS:
        raise ValidationError(
            _("Send a picture in one of these formats: %(formats)s.")
            % {"formats": ", ".join(sorted(FORMATS)).upper()},
            code="format",
        )
    try:
        with _opened(file) as image:
            if image.format not in FORMATS[extension]:
                raise _mismatch(extension)
            _check_pixels(image)
            image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except UnidentifiedImageError as error:
        raise _mismatch(extension) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise ValidationError(
            _("This picture is damaged: open it in an image editor and save it again."), code="damaged"
        ) from error
    finally:
        file.seek(0)


def remove_metadata(file: File) -> None:
    """Rewrite in place a picture that says more than its pixels: where, when and by whom it was taken."""
    try:
        with _opened(file) as image:
            image.load()
            rewritten = _rewritten(image, file) if _says_more(image) else None
    except (OSError, ValueError, struct.error) as error:
        raise ValidationError(
            _(
                "The metadata of this picture (place, author) could not be removed. Export it without "
                "metadata, and send it again."
            ),
            code="metadata",
        ) from error
    file.seek(0)
    if rewritten is None:
        return
    file.truncate()
    file.write(rewritten)
    file.flush()
    file.seek(0)
    file.size = len(rewritten)


def _opened(file: File) -> Image.Image:
    file.seek(0)
    # Only the formats that are accepted: Pillow knows others, some of which run programs.
    return Image.open(file, formats=_READERS)


def _check_pixels(image: Image.Image) -> None:
    frames = getattr(image, "n_frames", 1) if image.format != "MPO" else 1
    if image.width * image.height * frames > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise _too_many_pixels()


def _says_more(image: Image.Image) -> bool:
    return (
        image.format == "MPO"
        or bool(set(image.getexif()) - {ExifTags.Base.Orientation})
        or len(image.info.get("exif", b"")) > _LONGEST_ORIENTATION
        or bool(set(image.info) - _KEPT - {"exif"})
        or bool(getattr(image, "text", None))
    )


def _rewritten(image: Image.Image, file: File) -> bytes:
    """Return the same pixels, profile of colours, orientation and animation, and nothing else."""
    exif = _orientation_alone(image)
    if image.format in _BARE:
        file.seek(0)
        return _BARE[image.format](file.read(), exif.removeprefix(b"Exif\0\0"))
    if image.format == "GIF":
        return _encoded(image, "GIF", {})
    options: dict[str, object] = {"exif": exif, "icc_profile": image.info.get("icc_profile")}
    if image.format == "AVIF":
        return _encoded(image, "AVIF", {**options, "quality": _REWRITTEN_QUALITY, "speed": 10})
    if image.format == "MPO":  # its first picture, the only one that is shown
        return _encoded(image.copy(), "JPEG", {**options, "quality": _REWRITTEN_QUALITY})
    return _encoded(image, "JPEG", {**options, "quality": "keep"})


def _encoded(image: Image.Image, kind: str, options: dict[str, object]) -> bytes:
    """Return the picture and its frames, saved with these options and without what they carried."""
    frames = [image]
    if getattr(image, "n_frames", 1) > 1:
        frames = [frame.copy() for frame in ImageSequence.Iterator(image)]
        options |= {
            "save_all": True,
            "append_images": frames[1:],
            "duration": [frame.info.get("duration", 0) for frame in frames],
            "loop": image.info.get("loop", 0),
        }
    for frame in frames:
        frame.info = {key: value for key, value in frame.info.items() if key in _KEPT}
    buffer = io.BytesIO()
    frames[0].save(buffer, kind, **options)
    return buffer.getvalue()


def _orientation_alone(image: Image.Image) -> bytes:
    orientation = image.getexif().get(ExifTags.Base.Orientation)
    if orientation is None:
        return b""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return exif.tobytes()


def _mismatch(extension: str) -> ValidationError:
    return ValidationError(
        _("This file does not hold a .%(extension)s picture. Save it in this format, and send it again.")
        % {"extension": extension},
        code="content",
    )


def _too_many_pixels() -> ValidationError:
    return ValidationError(
        _(
            "This picture has too many pixels: %(most)s million at most, all the images of an animation"
            " together. Make it smaller."
        )
        % {"most": settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000},
        code="pixels",
    )
