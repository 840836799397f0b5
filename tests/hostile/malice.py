"""Requests that no browser sends, the same ones for the same seed."""

import json
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote, quote_plus, urlencode

from tests.authorisation.addresses import Address
from tests.authorisation.world import World

FORM = "application/x-www-form-urlencoded"
LARGE = 10 * 1024 * 1024  # bytes
# One request in this many has a large body: a few dozen of the whole run.
LARGE_EVERY = 500

# As they stand in an address or a form, percent-encoded.
TEXTS = [
    "%00", "a%00b", "%ED%A0%80", "%ED%BF%BF", "%FF%FE", "%C3%28", "%C0%80", "%F4%90%80%80",
    "%E2%80%AEtxt.exe", "%E2%80%8F%E2%81%A6", "%F0%9F%98%80", "%F0%9F%91%A9%E2%80%8D%F0%9F%92%BB" * 20,
    "e%CC%81" * 50, "%EF%BF%BF", "%EF%BB%BF", "%0D%0ASet-Cookie:%20a=b", "%27%22%3E%3Cscript%3E", "%25", "%",
    "%zz", "..%2F..%2Fetc%2Fpasswd", "%2E%2E%5C", "%7B%7B7*7%7D%7D", "%25s%25n", "%27%20OR%201=1--", "*", "",
    "%20", "null", "None", "undefined", "true", "[]", "{}", "a" * 3000, quote("é" * 1500), "%E3%80%80",
]  # fmt: skip
NUMBERS = [
    "0", "-1", "-0", "1.5", "1e309", "NaN", "Infinity", "-Infinity", "0x10", "1_000", "٣", "²", "½",
    str(2**31), str(2**31 - 1), str(2**63), str(2**63 - 1), str(-(2**63) - 1), str(2**64), "9" * 40,
    "9" * 5000, "1,2", "1;2", "+1", "01", " 1",
]  # fmt: skip
DATES = [
    "0000-00-00",
    "9999-12-31",
    "-1-01-01",
    "2018-13-45",
    "10000-01-01",
    "2018-02-30T25:61",
    "31/02/2018",
]

# Parameters that some page reads from its address.
PARAMETERS = [
    "q", "p", "page", "id", "ids", "next", "export", "ordering", "order", "tri", "vue", "type", "theme",
    "axe", "statut", "prioritaire", "volontaires", "collectivite", "groupe", "etiquette", "t", "term",
    "tri-commentaires", "repondre", "status", "axis", "priority", "late", "lead_person", "lead_service",
    "content_type", "content_types", "user", "action", "timestamp_from", "timestamp_to", "date_from",
    "date_to", "owner", "edited_by", "live", "locked", "site", "has_child_pages", "locale", "page_type",
    "collection", "collection_id", "tag", "project", "curated", "organisations", "group", "groups",
    "is_active", "is_superuser", "last_login_from", "parent_id", "childOf", "multiple", "mode",
    "in_preview_panel", "fields", "limit", "offset", "search", "search_operator", "child_of",
    "descendant_of", "ancestor_of", "translation_of", "for_explorer", "has_children", "html_path", "locale",
    "allow_external_link", "can_choose_root", "user_perms", "target_pages", "match_subclass", "link_text",
    "parent_page_id", "file_count", "select_format", "format", "results_only", "reviewable", "requested_by",
    "task", "workflow", "finished_at_from", "usage_count", "layout", "per_page", "_w_filter_fragment",
    "_w_render_fragment", "created_at_from", "approved_go_live_at_from", "preview_mode", "comments-0-text",
]  # fmt: skip

# What a form may not decide: sent with every kind of form, and checked afterwards.
UNDECLARED = {
    "is_superuser": "on", "is_active": "", "is_staff": "on", "is_administrator": "1", "groups": "1",
    "user_permissions": "1", "password": "md5$x$y", "email": "autre@exemple.invalid", "author": "1",
    "author_id": "1", "user": "1", "user_id": "1", "agent": "1", "agent_id": "1", "owner": "1",
    "owner_id": "1", "moderator": "1", "created_at": "2001-01-01T00:00", "edited_at": "2001-01-01T00:00",
    "deleted_at": "2001-01-01T00:00", "decided_at": "2001-01-01T00:00", "date_joined": "2001-01-01T00:00",
    "status": "accepted", "moderation": "1", "depth": "3", "path": "0001", "url_path": "/", "pk": "1",
    "id": "1", "page": "1", "page_id": "1", "live": "on", "locked_by": "1", "project": "1",
    "live_revision": "1", "latest_revision": "1", "uploaded_by_user": "1", "last_login": "2001-01-01T00:00",
}  # fmt: skip

METHODS = ["TRACE", "PATCH", "CONNECT", "OPTIONS", "PROPFIND", "BREW", "PUT", "DELETE", "HEAD", "get"]
CONTENT_TYPES = [
    "application/json", "text/xml", "text/plain", "multipart/form-data", "multipart/form-data; boundary=",
    "multipart/form-data; boundary=x; charset=utf-16", "application/x-www-form-urlencoded; charset=utf-7",
    "application/x-www-form-urlencoded; charset=klingon", "application/octet-stream", "", "/", "a" * 500,
]  # fmt: skip
HEADERS: list[dict[str, str]] = [
    {"Range": "bytes=-1"}, {"Range": "bytes=9999999999999999999999-"}, {"Range": "lignes=1-2"},
    {"Range": "bytes=" + "0-1," * 500}, {"If-None-Match": '"'}, {"If-None-Match": "W/" * 200},
    {"If-Modified-Since": "Thu, 99 Foo 9999 99:99:99 GMT"}, {"If-Modified-Since": "Thu, 01 Jan 0000 00:00:00 GMT"},
    {"If-Range": "x"}, {"If-Unmodified-Since": "-1"}, {"If-Match": "*"},
    {"HX-Request": "true", "HX-Current-URL": "javascript:alert(1)"},
    {"HX-Request": "true", "HX-Current-URL": "http://[::1", "HX-Target": "\x7f"},
    {"HX-Request": "true", "HX-Current-URL-URI-AutoEncoded": "true", "HX-Current-URL": "%ED%A0%80"},
    {"HX-Request": "true", "HX-Trigger": "é", "HX-Prompt": "%00"}, {"HX-History-Restore-Request": "true"},
    {"X-Requested-With": "XMLHttpRequest"}, {"Accept-Language": "x" * 5000}, {"Accept-Language": "fr;q=nan,*;q=-1"},
    {"Accept": "*/*;q=a"}, {"Accept": "application/json"}, {"Accept-Encoding": "gzip;q=x, br, *"},
    {"X-Forwarded-For": "'; DROP TABLE", "X-Forwarded-Proto": "gopher"}, {"X-Forwarded-Host": "exemple.invalid"},
    {"Host": "exemple.invalid"}, {"Host": "["}, {"Host": "testserver:99999"}, {"Host": ""},
    {"Origin": "null"}, {"Referer": "http://[", "Origin": "http://["}, {"Content-Length": "-5"},
    {"Content-Encoding": "gzip"}, {"Transfer-Encoding": "chunked"}, {"X-HTTP-Method-Override": "DELETE"},
    {"User-Agent": "\xff" * 300}, {"Authorization": "Bearer x"}, {"Authorization": "Basic %%%"},
]  # fmt: skip
COOKIES = [
    "sessionid=", "sessionid=%00", "sessionid=" + "a" * 4000, "sessionid=../../x", "sessionid=é",
    "django_language=xx", "django_language=../fr", "django_language=" + "f" * 3000, "csrftoken=%00",
    'messages="[[\\"__json_message\\"', "messages=abc:def:ghi", ";;;=;=", "a", "=; =", "sessionid=\xff\xfe",
    'wagtail="\\000"', "a=b; " * 500,
]  # fmt: skip


@dataclass
class Hostile:
    """One request, as the WSGI environment takes it."""

    role: str
    address: Address
    method: str
    path: str  # percent-encoded
    query: str = ""
    body: bytes = b""
    content_type: str = FORM
    headers: dict[str, str] = field(default_factory=dict)
    cookie: str = ""
    malice: str = ""

    def __str__(self) -> str:
        return (
            f"[{self.malice}] {self.role} {self.method} {self.path[:120]}?{self.query[:120]} "
            f"{self.content_type[:40]} {self.headers} {self.body[:200]!r}"
        )


# Name and value of each field that the page of an address sends.
Fields = Callable[[Address], list[tuple[str, str]]]


def hostile_request(rng: Random, world: World, address: Address, role: str, fields: Fields) -> Hostile:
    """A request to this address by this role, bad in one of the ways below."""
    path, _, query = address.url(world, role).partition("?")
    request = Hostile(role, address, "GET", path, query)
    if rng.randrange(LARGE_EVERY) == 0:
        _large(rng, request)
    else:
        weights = [weight for _malice, weight in MALICE]
        malice = rng.choices([malice for malice, _weight in MALICE], weights)[0]
        malice(rng, request, fields)
        request.malice = malice.__name__.strip("_")
    return request


def _text(rng: Random) -> str:
    return rng.choice((TEXTS, TEXTS, NUMBERS, DATES)[rng.randrange(4)])


def _in_path(rng: Random, request: Hostile, fields: Fields) -> None:
    parts = request.path.strip("/").split("/")
    numbers = [place for place, part in enumerate(parts) if part.isdecimal()]
    place = rng.choice(numbers) if numbers and rng.random() < 0.8 else rng.randrange(len(parts))
    parts[place] = _encoded(_text(rng))
    request.path = "/" + "/".join(parts) + rng.choice(("/", "/", "/", ""))
    request.method = rng.choice(("GET", "GET", "POST", "HEAD"))


def _in_query(rng: Random, request: Hostile, fields: Fields) -> None:
    names = rng.choices(PARAMETERS, k=rng.randrange(1, 6))
    query = [f"{name}={_encoded(_text(rng))}" for name in names]
    if rng.random() < 0.1:
        query += ["a=b"] * rng.choice((100, 1001))
    request.query = "&".join([*([request.query] if request.query else []), *query])
    if rng.random() < 0.2:
        request.headers = {"HX-Request": "true", "X-Requested-With": "XMLHttpRequest"}


def _form(rng: Random, request: Hostile, fields: Fields) -> None:
    """A form with hostile, missing, doubled or undeclared fields."""
    request.method = "POST"
    pairs = [(name, quote_plus(value)) for name, value in fields(request.address)]
    for name, value in list(pairs):
        luck = rng.random()
        if luck < 0.12:
            pairs = [(other, _encoded(_text(rng)) if other == name else kept) for other, kept in pairs]
        elif luck < 0.16:
            pairs = [(other, kept) for other, kept in pairs if other != name]
        elif luck < 0.2:
            pairs.append((name, value))
    pairs += [(name, _encoded(_text(rng))) for name in rng.choices(PARAMETERS, k=2)]
    request.body = "&".join(f"{quote_plus(name)}={value}" for name, value in pairs).encode()


def _undeclared(rng: Random, request: Hostile, fields: Fields) -> None:
    """The form as its page sends it, with fields that are not its to decide."""
    request.method = "POST"
    pairs = fields(request.address) + rng.sample(sorted(UNDECLARED.items()), k=12)
    request.body = urlencode(pairs).encode()


def _json(rng: Random, request: Hostile, fields: Fields) -> None:
    request.method = rng.choice(("POST", "PUT", "PATCH"))
    request.content_type = "application/json"
    request.body = rng.choice(
        (
            b'{"text": "\\ud800", "title": "\\udfff"}', b'{"a": NaN, "b": Infinity, "c": 1e999}', b"[" * 5000,
            b"{", b"null", b"\xff\xfe", b'{"is_superuser": true, "a": 9' + b"9" * 5000 + b"}", b'"\\u0000"',
            json.dumps(UNDECLARED).encode(),
        )
    )  # fmt: skip


def _multipart(rng: Random, request: Hostile, fields: Fields) -> None:
    """Files and fields in parts, whole or broken."""
    request.method = "POST"
    request.content_type = "multipart/form-data; boundary=limite"
    name = rng.choice(("file", "files[]", "video", "captions", "avatar-avatar", "text", "import_file"))
    filename = rng.choice(
        ("a.png", "../../a.png", "a\0.png", "\u202egnp.exe", "a" * 400 + ".png", "", "a.svg", "é.vtt")
    )
    content = rng.choice(
        (b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", _huge_png(), b"<svg onload=alert(1)>", b"WEBVTT\n\n\0")
    )
    parts = [
        f'--limite\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields(request.address)
    ]
    kind = rng.choice(("image/png", "text/vtt", "\x7f", "a/b; charset=x"))
    parts.append(
        f'--limite\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        f"Content-Type: {kind}\r\n\r\n".encode()
        + content
        + b"\r\n"
    )
    end = rng.choice((b"--limite--\r\n", b"--limite", b"", b"--autre--", b"--limite\r\n\r\n"))
    request.body = b"".join(parts) + end


def _raw(rng: Random, request: Hostile, fields: Fields) -> None:
    request.method = rng.choice(("POST", "PUT", "DELETE", "GET"))
    request.content_type = rng.choice(CONTENT_TYPES)
    request.body = rng.choice(
        (b"", b"\0" * 100, b"\xff" * 1000, b"a=b&" * 1500, b"=&=&&", b"a=%", rng.randbytes(400))
    )


def _method(rng: Random, request: Hostile, fields: Fields) -> None:
    request.method = rng.choice(METHODS)


def _headers(rng: Random, request: Hostile, fields: Fields) -> None:
    request.headers = dict(rng.choice(HEADERS))
    request.method = rng.choice(("GET", "GET", "POST", "HEAD"))


def _cookies(rng: Random, request: Hostile, fields: Fields) -> None:
    request.cookie = rng.choice(COOKIES)


def _long(rng: Random, request: Hostile, fields: Fields) -> None:
    if rng.random() < 0.5:
        request.path += "a/" * rng.choice((500, 5000))
    else:
        request.query = "q=" + "a" * rng.choice((8_000, 64_000))


def _large(rng: Random, request: Hostile) -> None:
    request.method = "POST"
    request.malice = "large"
    request.content_type = rng.choice((FORM, "application/json", "multipart/form-data; boundary=limite"))
    if request.content_type.startswith("multipart"):
        head = b'--limite\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
        request.body = head + b"\x89PNG\r\n\x1a\n" + b"\0" * LARGE + b"\r\n--limite--\r\n"
    else:
        request.body = b"text=" + b"a" * LARGE


MALICE: list[tuple[Callable[[Random, Hostile, Fields], None], int]] = [
    (_in_path, 14), (_in_query, 20), (_form, 16), (_undeclared, 14), (_json, 5), (_multipart, 7), (_raw, 6),
    (_method, 6), (_headers, 7), (_cookies, 3), (_long, 2),
]  # fmt: skip


def _encoded(text: str) -> str:
    """As it can stand in an address: what is not ASCII percent-encoded, the rest as it is."""
    return quote(text, safe="%*'()!~;:@,._-+ []{}").replace(" ", "%20")


def _huge_png() -> bytes:
    """A small file that claims 40,000 x 40,000 pixels."""
    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
