"""The portal behind a real nginx, with the configuration that the repository gives."""

import datetime
import http.client
import json
import os
import re
import secrets
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.parts.servers import free_port, program, wait_until

pytestmark = pytest.mark.parts

ROOT = Path(__file__).resolve().parents[2]
FILM = bytes(range(256)) * 4096
HEADERS_OF_A_FILE = (
    "Content-Security-Policy",
    "Cross-Origin-Resource-Policy",
    "Referrer-Policy",
    "Strict-Transport-Security",
    "X-Content-Type-Options",
)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass(frozen=True)
class Site:
    """The portal as a browser reaches it."""

    https_port: int
    http_port: int
    certificate: Path
    made: dict[str, Any]

    def ask(
        self,
        path: str,
        *,
        role: str | None = "agent",
        method: str = "GET",
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """One request, with the path sent as it is written."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        connection = http.client.HTTPSConnection("localhost", self.https_port, context=context, timeout=60)
        cookie = {"Cookie": f"{self.made['cookie_name']}={self.made['cookies'][role]}"} if role else {}
        try:
            connection.request(method, path, body=body, headers={**cookie, **(headers or {})})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


def configuration(folder: Path, var: Path, granian: int, https: int, plain: int) -> str:
    """The repository's configuration, with the places and ports of this test."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    certificate, key = self_signed(folder)
    for given, here in (
        ("    listen [::]:80;\n", ""),
        ("    listen [::]:443 ssl;\n", ""),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{https} ssl;"),
        ("portail.exemple.fr", "localhost"),
        ("/etc/ssl/certs/portail.pem", str(certificate)),
        ("/etc/ssl/private/portail.key", str(key)),
        ("127.0.0.1:8000", f"127.0.0.1:{granian}"),
        ("/srv/portail/var", str(var)),
        ("/srv/portail/deploy", str(ROOT / "deploy")),
    ):
        assert given in text, given
        text = text.replace(given, here)
    return f"""
        user root; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
        events {{ worker_connections 64; }}
        http {{
            access_log off; include /etc/nginx/mime.types; sendfile on;
            client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
            fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
            {text}
        }}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    nginx = program("nginx")
    folder = tmp_path_factory.mktemp("nginx")
    var = folder / "var"
    var.mkdir()
    granian_port, https, plain = free_port(), free_port(), free_port()
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "localhost",
        "PORTAL_BASE_URL": f"https://localhost:{https}",
        "PORTAL_VAR_DIR": str(var),
        "MEDIA_ACCEL_PREFIX": "/internal-media/",
    }
    env.pop("DATABASE_URL", None)
    made = subprocess.run(
        [sys.executable, "-m", "tests.parts.site"],
        cwd=ROOT,
        env=env,
        check=True,
        capture_output=True,
        text=True,
    )
    (folder / "nginx.conf").write_text(configuration(folder, var, granian_port, https, plain))
    servers = [
        subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port",
             str(granian_port), "--workers", "1", "--no-access-log", "portal.wsgi:application"],
            cwd=ROOT, env=env,
        ),
        subprocess.Popen([nginx, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]),
    ]  # fmt: skip
    site = Site(https, plain, folder / "cert.pem", json.loads(made.stdout))
    try:
        wait_until(lambda: site.ask("/connexion/", role=None).status == 200, "The portal behind nginx")
        yield site
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait(timeout=20)


# Files


def test_a_film_is_sent_by_nginx_with_the_headers_of_the_portal(site: Site) -> None:
    answer = site.ask(site.made["film"])
    assert (answer.status, answer.body) == (200, FILM)
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Server"] == "nginx"
    assert "X-Accel-Redirect" not in answer.headers
    for header in (*HEADERS_OF_A_FILE, "Cache-Control", "Content-Type", "ETag", "Accept-Ranges"):
        assert len(answer.headers.get_all(header, [])) == 1, header
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Cookie" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [("bytes=500-509", 206, 500, 510), ("bytes=-16", 206, -16, None), ("bytes=1048000-", 206, 1048000, None)],
)
def test_a_film_is_read_from_its_middle(
    site: Site, asked: str, status: int, first: int, last: int | None
) -> None:
    answer = site.ask(site.made["film"], headers={"Range": asked})
    assert (answer.status, answer.body) == (status, FILM[first:last])
    assert answer.headers["Content-Range"].endswith(f"/{len(FILM)}")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_range_past_the_end_is_refused(site: Site) -> None:
    answer = site.ask(site.made["film"], headers={"Range": f"bytes={len(FILM)}-"})
    assert answer.status == 416
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_head_and_conditions(site: Site) -> None:
    for name in ("film", "image", "captions", "document"):
        head = site.ask(site.made[name], method="HEAD")
        assert (head.status, head.body) == (200, b"")
        for condition in (
            {"If-None-Match": head.headers["ETag"]},
            {"If-Modified-Since": head.headers["Last-Modified"]},
        ):
            again = site.ask(site.made[name], headers=condition)
            assert (again.status, again.body) == (304, b"")
            assert again.headers["Cache-Control"] == "private, no-cache"


def test_a_document_is_a_download_under_its_own_name(site: Site) -> None:
    answer = site.ask(site.made["document"])
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")


WAYS_OF_ASKING = (
    {},
    {"Range": "bytes=0-0"},
    {"Range": "bytes=99999999-"},
    {"If-None-Match": "*"},
    {"If-Modified-Since": "Wed, 01 Jan 2098 00:00:00 GMT"},
)


@pytest.mark.parametrize("headers", WAYS_OF_ASKING)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_film_that_may_not_be_read_is_not_found(site: Site, method: str, headers: dict[str, str]) -> None:
    refused = site.ask(site.made["secret"], method=method, headers=headers)
    nothing = site.ask("/media/films/nothing.mp4", method=method, headers=headers)
    assert refused.status == nothing.status == 404
    assert set(refused.headers.keys()) == set(nothing.headers.keys())
    assert "ETag" not in refused.headers
    assert site.ask(site.made["secret"], role="editor", method=method).status == 200


def test_an_anonymous_visitor_is_sent_to_sign_in(site: Site) -> None:
    for name in ("film", "secret", "document"):
        answer = site.ask(site.made[name], role=None)
        assert answer.status == 302
        assert answer.headers["Location"].startswith("/connexion/?next=")


@pytest.mark.parametrize(
    "trick",
    [
        "/internal-media/{name}",
        "/internal-media//{name}",
        "//internal-media/{name}",
        "/internal-media%2f{name}",
        "/media/../internal-media/{name}",
        "/media/..%2finternal-media/{name}",
        "/static/../internal-media/{name}",
        "/static/..%2finternal-media/{name}",
        "/static../media/{name}",
        "/static/..%2fmedia/{name}",
        "/static/%2e%2e/media/{name}",
        "/static/..%2f..%2fvar/media/{name}",
        "/media/films/..%2f{name}",
        "/media/films/../{name}",
        "/media/films/%2e%2e/%2e%2e/db.sqlite3",
        "/media/..%2fdb.sqlite3",
        "/media/films%5c..%5c{name}",
        "/media/films//{name}",
        "/media/{name}%00",
        "/media/{name}%00.jpg",
        "/media/{name}%0d%0aX-Accel-Redirect:%20/internal-media/{name}",
        "/media/{name}%250d%250a",
        "/media/{name}%3f",
        "/media/{name}/",
        "/documents/1/..%2f..%2f{name}",
    ],
)
def test_no_address_leads_around_the_portal(site: Site, trick: str) -> None:
    """Asked by an agent who may not read the film, and by a visitor without a session."""
    path = trick.format(name=site.made["secret"].removeprefix("/media/"))
    assert site.ask(path).status in (400, 404)
    anonymous = site.ask(path, role=None)
    assert anonymous.status in (302, 400, 404)
    assert b"0123456789" not in anonymous.body


def test_a_browser_cannot_lead_nginx_to_a_file(site: Site) -> None:
    forged = {"X-Accel-Redirect": site.made["secret"].replace("/media/", "/internal-media/")}
    assert site.ask("/", headers=forged).body.startswith(b"<!doctype html>")
    assert site.ask(site.made["secret"], headers=forged).status == 404


# The rest of the portal


def test_pages_and_static_files(site: Site) -> None:
    page = site.ask("/")
    assert page.status == 200
    for header in ("X-Frame-Options", "X-Content-Type-Options", "Strict-Transport-Security", "Content-Type"):
        assert len(page.headers.get_all(header, [])) == 1, header
    style = page.body.decode().partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    static = site.ask(style, role=None, headers={"Accept-Encoding": "gzip"})
    assert (static.status, static.headers["Content-Type"]) == (200, "text/css")
    assert static.headers["Content-Encoding"] == "gzip"
    assert "immutable" in static.headers["Cache-Control"]
    assert static.headers.get_all("Cache-Control") == [static.headers["Cache-Control"]]
    assert site.ask("/static/nothing.css", role=None).status == 404


def test_plain_http_leads_to_https(site: Site) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.http_port, timeout=30)
    connection.request("GET", "/plan/?a=1", headers={"Host": "localhost"})
    response = connection.getresponse()
    assert (response.status, response.headers["Location"]) == (301, "https://localhost/plan/?a=1")


def test_what_the_browser_says_of_the_connection_is_not_believed(site: Site) -> None:
    """A forged scheme would make the portal redirect without end; another host is not answered."""
    answer = site.ask("/connexion/", role=None, headers={"X-Forwarded-Proto": "http"})
    assert answer.status == 200
    assert site.ask("/connexion/", role=None, headers={"Host": "ailleurs.invalid"}).status == 400


def test_nginx_names_the_request_and_nobody_else_does(site: Site) -> None:
    answer = site.ask("/connexion/", role=None, headers={"X-Request-ID": "a-name-that-a-visitor-gave"})
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-ID"])


@pytest.mark.parametrize(("path", "megabytes"), [("/connexion/", 4), ("/recherche/", 4)])
def test_a_body_too_large_is_refused_clearly(site: Site, path: str, megabytes: int) -> None:
    answer = site.ask(path, method="POST", body=b"x" * (megabytes * 1024 * 1024))
    assert answer.status == 413
    assert "Fichier trop volumineux" in answer.body.decode()


def test_the_administration_receives_more(site: Site) -> None:
    answer = site.ask("/gestion/images/add/", role="editor", method="POST", body=b"x" * (6 * 1024 * 1024))
    assert answer.status in (400, 403), "it reached the portal, which misses the form's token"


def test_many_readers_at_once(site: Site) -> None:
    """nginx sends, so that reading films holds no worker of the portal."""
    for _number in range(30):
        assert site.ask(site.made["film"]).status == 200
