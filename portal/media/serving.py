"""Answering with an uploaded file, once the person may read it.

One of three ways, by configuration: the portal sends the bytes, nginx sends them (X-Accel-Redirect), or the
browser fetches them from a private bucket with an address signed for a short time.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import PurePosixPath
from urllib.parse import quote

from django import http
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe

from portal.media.ranges import ByteRange, UnsatisfiableRange, parse_range
from portal.media.storage import SigningStorage

CHUNK_BYTES = 256 * 1024

# What a browser shows in a page. Anything else is a download, never interpreted.
CONTENT_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".mp4": "video/mp4",
    ".png": "image/png",
    ".vtt": "text/vtt; charset=utf-8",
    ".webm": "video/webm",
    ".webp": "image/webp",
}
DOWNLOAD = "application/octet-stream"

# A browser may keep the file, and asks each time whether it still may show it: a right that ended is seen
# at the next request. Whatever a file holds, the browser runs and loads nothing from it.
HEADERS = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Vary": "Cookie",
    "X-Content-Type-Options": "nosniff",
}

# How long a signed address opens a file. A player asks for the rest of a film at the address that the first
# part came from, so a film's lasts for a sitting.
SIGNED_SECONDS = 60
SIGNED_SECONDS_OF_A_FILM = 15 * 60
# Players refuse captions from another site than the page's, so the portal sends these few bytes itself.
ALWAYS_SENT_BY_THE_PORTAL = {".vtt"}


def file_response(request: http.HttpRequest, name: str, *, download: bool = False) -> http.HttpResponseBase:
    """Answer the file of the storage called `name`, or the part that the Range header asks for.

    The caller has asked whether the person may read it. Raise `Http404` if the storage lacks it.
    """
    suffix = PurePosixPath(name).suffix.lower()
    content_type = DOWNLOAD if download else CONTENT_TYPES.get(suffix, DOWNLOAD)
    headers = {
        **HEADERS,
        "Content-Type": content_type,
        "Content-Disposition": content_disposition_header(content_type == DOWNLOAD, PurePosixPath(name).name)
        or "inline",
    }
    if isinstance(default_storage, SigningStorage) and suffix not in ALWAYS_SENT_BY_THE_PORTAL:
        return _redirect_to_bucket(request, default_storage, name, headers)
    if not default_storage.exists(name):
        raise http.Http404
    if settings.MEDIA_ACCEL_PREFIX and not isinstance(default_storage, SigningStorage):
        address = f"{settings.MEDIA_ACCEL_PREFIX}{quote(name)}"
        return http.HttpResponse(headers={**headers, "X-Accel-Redirect": address})
    return _send(request, name, headers)


def _redirect_to_bucket(
    request: http.HttpRequest, storage: SigningStorage, name: str, headers: dict[str, str]
) -> http.HttpResponseBase:
    film = headers["Content-Type"].startswith("video/")
    address = storage.signed_address(
        name,
        method=str(request.method),
        seconds=SIGNED_SECONDS_OF_A_FILM if film else SIGNED_SECONDS,
        content_type=headers["Content-Type"],
        disposition=headers["Content-Disposition"],
    )
    return http.HttpResponseRedirect(
        address, headers={"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}
    )


def _send(request: http.HttpRequest, name: str, headers: dict[str, str]) -> http.HttpResponseBase:
    size = default_storage.size(name)
    modified = int(default_storage.get_modified_time(name).timestamp())
    headers = {
        **headers,
        "Accept-Ranges": "bytes",
        "ETag": f'"{sha256(f"{name}|{modified}|{size}".encode()).hexdigest()[:32]}"',
        "Last-Modified": http_date(modified),
    }
    unchanged = get_conditional_response(request, headers["ETag"], modified)
    if unchanged is not None:
        for header, value in headers.items():
            unchanged[header] = value  # Django's own answer says that it is a page
        return unchanged
    try:
        part = _asked_range(request, size, headers)
    except UnsatisfiableRange:
        return http.HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    if part is not None:
        headers["Content-Range"] = part.content_range
    part_read = part or ByteRange(0, size - 1, size)
    headers["Content-Length"] = str(part_read.length)
    status = 206 if part is not None else 200
    if request.method == "HEAD":
        return http.HttpResponse(status=status, headers=headers)
    return http.StreamingHttpResponse(_read(name, part_read), status=status, headers=headers)


def _asked_range(request: http.HttpRequest, size: int, headers: dict[str, str]) -> ByteRange | None:
    """Return the asked range, or None. A reader with a copy of another version gets the whole file."""
    asked = request.headers.get("Range")
    if asked is None or request.method != "GET":
        return None
    validator = request.headers.get("If-Range")
    if validator is not None and not (
        validator == headers["ETag"]
        or parse_http_date_safe(validator) == parse_http_date_safe(headers["Last-Modified"])
    ):
        return None
    return parse_range(asked, size)


def _read(name: str, part: ByteRange) -> Iterator[bytes]:
    # Opened here, so that the file is closed too when the reader leaves in the middle of a film.
    with default_storage.open(name, "rb") as file:
        file.seek(part.first)
        left = part.length
        while left > 0 and (chunk := file.read(min(CHUNK_BYTES, left))):
            left -= len(chunk)
            yield chunk
