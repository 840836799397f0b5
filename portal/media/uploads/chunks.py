"""PNG and WebP files without their metadata: only chunks go, the pixels are not touched.

Encoding forty million pixels again would take minutes. Formats: the PNG specification (W3C), and the WebP
container specification.
"""

import struct
import zlib
from collections.abc import Iterator

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Besides critical chunks, whose name starts with a capital: colours, transparency, animation.
_PNG_KEPT = {
    b"acTL", b"bKGD", b"cHRM", b"cICP", b"fcTL", b"fdAT", b"gAMA", b"iCCP", b"pHYs", b"sBIT",
    b"sRGB", b"tRNS",
}  # fmt: skip
_WEBP_KEPT = {b"ALPH", b"ANIM", b"ANMF", b"ICCP", b"VP8 ", b"VP8L", b"VP8X"}
_WEBP_HAS_EXIF, _WEBP_HAS_XMP = 0x08, 0x04


def bare_png(content: bytes, exif: bytes) -> bytes:
    """Return the PNG with `exif` as its only metadata, if not empty."""
    parts = [_PNG_SIGNATURE]
    for kind, data in _png_chunks(content):
        if kind == b"IDAT" and exif:
            parts.append(_png_chunk(b"eXIf", exif))
            exif = b""
        if kind[:1].isupper() or kind in _PNG_KEPT:
            parts.append(_png_chunk(kind, data))
    return b"".join(parts)


def bare_webp(content: bytes, exif: bytes) -> bytes:
    """Return the WebP with `exif` as its only metadata, if not empty."""
    chunks = [(kind, data) for kind, data in _webp_chunks(content) if kind in _WEBP_KEPT]
    if chunks and chunks[0][0] == b"VP8X":
        header = chunks[0][1]
        flags = header[0] & ~(_WEBP_HAS_EXIF | _WEBP_HAS_XMP) | (_WEBP_HAS_EXIF if exif else 0)
        chunks[0] = (b"VP8X", bytes([flags]) + header[1:])
        if exif:
            chunks.append((b"EXIF", exif))
    body = b"".join(
        kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for kind, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = len(_PNG_SIGNATURE)
    kind = b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, position)
        yield kind, content[position + 8 : position + 8 + length]
        position += 12 + length


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _webp_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    position, end = 12, 8 + struct.unpack_from("<I", content, 4)[0]
    while position + 8 <= min(end, len(content)):
        kind, length = struct.unpack_from("<4sI", content, position)
        yield kind, content[position + 8 : position + 8 + length]
        position += 8 + length + length % 2
