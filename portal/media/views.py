"""The one way to an uploaded file."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe
from django.views.decorators.http import require_safe

from portal.media.access import user_can_read_file
from portal.media.ranges import ByteRange, UnsatisfiableRange, parse_range

CHUNK_BYTES = 256 * 1024
# Names of uploads are never given to another file, so a copy in the browser stays true; but the right
# to read it may end, hence not for long.
CACHE_CONTROL = "private, max-age=600"

# What a browser shows in a page. Anything else is offered as a download, never interpreted.
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


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponseBase:
    """The file called `name`, or the part that the Range header asks for.

    404 when the file does not exist and when it may not be read: the answer tells nothing.
    """
    if not _is_plain(name) or not user_can_read_file(request, name) or not default_storage.exists(name):
        raise Http404
    size = default_storage.size(name)
    modified = int(default_storage.get_modified_time(name).timestamp())
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": CACHE_CONTROL,
        "ETag": f'"{sha256(f"{name}|{modified}|{size}".encode()).hexdigest()[:32]}"',
        "Last-Modified": http_date(modified),
    }
    unchanged = get_conditional_response(request, headers["ETag"], modified)
    if unchanged is not None:
        for header, value in headers.items():
            unchanged.headers.setdefault(header, value)
        return unchanged

    try:
        part = _asked_range(request, size, headers)
    except UnsatisfiableRange:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    headers["Content-Type"] = CONTENT_TYPES.get(
        PurePosixPath(name).suffix.lower(), "application/octet-stream"
    )
    if headers["Content-Type"] == "application/octet-stream":
        headers["Content-Disposition"] = "attachment"
    if part is not None:
        headers["Content-Range"] = part.content_range
    part_read = part or ByteRange(0, size - 1, size)
    headers["Content-Length"] = str(part_read.length)
    status = 206 if part is not None else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    return StreamingHttpResponse(_read(name, part_read), status=status, headers=headers)


def _is_plain(name: str) -> bool:
    """Whether the name is one that a storage gives: no way up, no empty part, no control character."""
    return "\\" not in name and name.isprintable() and all(part.strip(".") for part in name.split("/"))


def _asked_range(request: HttpRequest, size: int, headers: dict[str, str]) -> ByteRange | None:
    """The range to answer with, if one is asked for and the reader's copy is still that of this file."""
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
