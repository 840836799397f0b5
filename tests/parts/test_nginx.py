"""The portal behind a real nginx, with the configuration that the repository gives."""

import datetime
import http.client
import json
import os
import re
import secrets
import socket
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
CHUNK = f"{64 * 1024:x}\r\n".encode() + b"x" * 64 * 1024 + b"\r\n"  # as chunked bodies have them
CUT = 0  # the connection was closed before the answer could be read
FILM_BYTES = 8 * 1024 * 1024  # of which no more is sent: it is known by then
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
    granian_port: int
    certificate: Path
    made: dict[str, Any]
    folder: Path  # of nginx: its log, and `var`, where the portal writes

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

    def logged(self, reference: str) -> list[tuple[str, int]]:
        """The lines of nginx about a request, which it writes after the answer."""

        def lines() -> list[tuple[str, int]]:
            written = [json.loads(line) for line in (self.folder / "portail.log").read_text().splitlines()]
            return [(line["logger"], line["status"]) for line in written if line["request"] == reference]

        wait_until(lines, "The log of nginx")
        return lines()


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
        ("    listen [::]:80 default_server;\n", ""),
        ("    listen [::]:443 ssl http2 default_server;\n", ""),
        ("    listen [::]:80;\n", ""),
        ("    listen [::]:443 ssl http2;\n", ""),
        ("listen 80", f"listen 127.0.0.1:{plain}"),
        ("listen 443", f"listen 127.0.0.1:{https}"),
        ("portail.exemple.fr", "localhost"),
        ("/etc/ssl/certs/portail.pem", str(certificate)),
        ("/etc/ssl/private/portail.key", str(key)),
        ("127.0.0.1:8000", f"127.0.0.1:{granian}"),
        ("/srv/portail/var", str(var)),
        ("/var/log/nginx", str(folder)),
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
            [sys.executable, "-m", "portal.serving.server", "--host", "127.0.0.1", "--port",
             str(granian_port), "--workers", "1", "--threads", "4", "--behind-proxy"],
            cwd=ROOT, env=env,
        ),
        subprocess.Popen([nginx, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]),
    ]  # fmt: skip
    site = Site(https, plain, granian_port, folder / "cert.pem", json.loads(made.stdout), folder)
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
    """A forged scheme would make the portal redirect without end."""
    answer = site.ask("/connexion/", role=None, headers={"X-Forwarded-Proto": "http"})
    assert answer.status == 200


def test_another_host_is_not_answered(site: Site) -> None:
    assert site.ask("/connexion/", role=None, headers={"Host": "ailleurs.invalid"}).status == 421
    plain = http.client.HTTPConnection("127.0.0.1", site.http_port, timeout=30)
    plain.request("GET", "/", headers={"Host": "ailleurs.invalid"})
    with pytest.raises(http.client.RemoteDisconnected):
        plain.getresponse()
    context = ssl.create_default_context(cafile=str(site.certificate))
    with (
        socket.create_connection(("127.0.0.1", site.https_port)) as connection,
        pytest.raises(ssl.SSLError, match=r"(?i)unrecognized.name"),
    ):
        context.wrap_socket(connection, server_hostname="ailleurs.invalid")


def test_forms_are_taken_off_port_443(site: Site) -> None:
    """The portal compares the origin of a form with the host that it is told, port included."""
    page = site.ask("/connexion/", role=None)
    token = page.body.decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    origin = f"https://localhost:{site.https_port}"
    answer = site.ask(
        "/connexion/",
        role=None,
        method="POST",
        headers={"Cookie": cookie, "Origin": origin, "Content-Type": "application/x-www-form-urlencoded"},
        body=f"csrfmiddlewaretoken={token}&username=a@exemple.fr&password=faux".encode(),
    )
    assert answer.status == 200, "the form again, with its error"


def test_http_2_is_spoken(site: Site) -> None:
    context = ssl.create_default_context(cafile=str(site.certificate))
    context.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", site.https_port)) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as connection,
    ):
        assert connection.selected_alpn_protocol() == "h2"


def test_nginx_names_the_request_and_nobody_else_does(site: Site) -> None:
    answer = site.ask("/connexion/", role=None, headers={"X-Request-ID": "a-name-that-a-visitor-gave"})
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-ID"])


# What nginx answers itself


@pytest.fixture(scope="module")
def dead_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """nginx alone: the portal behind it is dead."""
    folder = tmp_path_factory.mktemp("alone")
    (folder / "var").mkdir()
    https, plain = free_port(), free_port()
    (folder / "nginx.conf").write_text(configuration(folder, folder / "var", free_port(), https, plain))
    nginx = subprocess.Popen(
        [program("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    )
    site = Site(https, plain, 0, folder / "cert.pem", {}, folder)
    try:
        wait_until(lambda: site.ask("/", role=None).status == 502, "nginx")
        yield site
    finally:
        nginx.terminate()
        nginx.wait(timeout=20)


def assert_own_page(site: Site, answer: Answer, status: int, title: str) -> None:
    """The page is in French, has the headers of a page, and a reference that is in nginx's log."""
    page = answer.body.decode()
    assert answer.status == status
    assert f"<title>{title}</title>" in page
    assert '<html lang="fr">' in page
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    [reference] = re.findall("Référence de cet incident : ([0-9a-f]{32})<", page)
    assert answer.headers.get_all("X-Request-ID") == [reference]
    for header in (
        "Strict-Transport-Security",
        "X-Content-Type-Options",
        "X-Frame-Options",
        "Referrer-Policy",
    ):
        assert len(answer.headers.get_all(header, [])) == 1, header
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers.get_all("Cache-Control") == ["private, no-store"]
    assert ("Retry-After" in answer.headers) == (status in (429, 502, 503))
    assert site.logged(reference) == [("nginx", status)]


def test_a_body_too_large_is_refused_clearly(site: Site) -> None:
    for path in ("/connexion/", "/recherche/"):
        answer = site.ask(path, method="POST", body=b"x" * (4 * 1024 * 1024))
        assert_own_page(site, answer, 413, "Fichier trop volumineux")


def test_files_that_nginx_has_not_or_gives_to_nobody(site: Site) -> None:
    assert_own_page(site, site.ask("/static/nothing.css", role=None), 404, "Fichier introuvable")
    assert_own_page(site, site.ask("/static/css/", role=None), 403, "Accès refusé")


def test_headers_that_are_too_long(site: Site) -> None:
    answer = site.ask("/", role=None, headers={"X-Long": "x" * 40_000})
    assert_own_page(site, answer, 400, "Requête illisible")


# In the administration, nginx asks the portal first whether it may receive what is large.
BODIES = [("GET", None), ("HEAD", None), ("POST", b"a=b"), ("POST", b"x" * 2 * 1024 * 1024)]


@pytest.mark.parametrize(("method", "body"), BODIES, ids=["GET", "HEAD", "POST", "large POST"])
@pytest.mark.parametrize("path", ["/recherche/?q=canari", "/gestion/", "/gestion/images/add/"])
def test_a_portal_that_is_dead(dead_site: Site, path: str, method: str, body: bytes | None) -> None:
    answer = dead_site.ask(path, role=None, method=method, body=body)
    if method == "HEAD":
        assert (answer.status, answer.headers["Retry-After"]) == (502, "60")
    else:
        assert_own_page(dead_site, answer, 502, "Le portail ne répond pas")


def test_no_line_of_nginx_says_what_was_asked_or_by_whom(dead_site: Site) -> None:
    dead_site.ask(
        "/canari/?q=canari", role=None, headers={"Referer": "https://canari/", "User-Agent": "canari"}
    )
    log = (dead_site.folder / "portail.log").read_text()
    assert "canari" not in log
    assert "127.0.0.1" not in log


def test_the_pages_of_nginx_are_not_addresses(site: Site) -> None:
    for path in ("/erreurs/502.html", "/erreurs/../errors/502.html", "/erreurs/..%2fnginx.conf"):
        assert "Le portail ne répond pas" not in site.ask(path).body.decode()
        assert site.ask(path).status == 404


def test_every_page_of_nginx_has_its_parts() -> None:
    pages = sorted((ROOT / "deploy" / "errors").glob("*.html"))
    configured = re.findall(
        r"error_page .*/erreurs/(\d+)\.html", (ROOT / "deploy" / "nginx.conf").read_text()
    )
    assert {page.stem for page in pages} == set(configured)
    for page in pages:
        text = page.read_text()
        assert '<!--# echo var="request_id" -->' in text, page
        assert f">{page.stem}</span>" in text, page
        assert "style=" not in text, page
        assert "<script" not in text, page


def test_maintenance_closes_all_but_the_probes(site: Site) -> None:
    flag = site.folder / "var" / "maintenance"
    flag.touch()
    try:
        for path in ("/", "/gestion/", "/gestion/images/add/", "/connexion/", site.made["film"]):
            for method, body in BODIES:
                answer = site.ask(path, method=method, body=body)
                if method == "HEAD":
                    assert answer.status == 503
                else:
                    assert_own_page(site, answer, 503, "Portail en maintenance")
        assert site.ask("/sante/", role=None).status != 503
        assert site.ask("/static/css/main.css", role=None).status == 200, "the page has its style"
    finally:
        flag.unlink()
    assert site.ask("/").status == 200


def test_a_page_of_the_portal_has_the_reference_of_nginx(site: Site) -> None:
    answer = site.ask("/rien/ici/")
    assert answer.status == 404
    assert site.logged(answer.headers["X-Request-ID"]) == [("nginx", 404)]


def test_the_administration_receives_more(site: Site) -> None:
    answer = site.ask("/gestion/images/add/", role="editor", method="POST", body=b"x" * (6 * 1024 * 1024))
    assert answer.status in (400, 403), "it reached the portal, which misses the form's token"


def upload(site: Site, path: str, *, cookie: str, length: str, directly: bool) -> tuple[int, int]:
    """Begin to send a film, and stop at the answer. Give its status, and how many bytes were taken."""
    port = site.granian_port if directly else site.https_port
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{length}\r\nCookie: {cookie}\r\n"
    if directly:
        head += "X-Forwarded-Proto: https\r\n"
    context = ssl.create_default_context(cafile=str(site.certificate))
    plain = socket.create_connection(("127.0.0.1", port), timeout=30)
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 64 * 1024)
    with plain if directly else context.wrap_socket(plain, server_hostname="localhost") as connection:
        connection.sendall(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode())
        for sent in range(0, FILM_BYTES, len(CHUNK)):
            connection.settimeout(0.01)
            try:
                return int(connection.recv(100).split()[1]), sent
            except TimeoutError:
                connection.settimeout(30)
            try:
                connection.sendall(CHUNK)
            except (BrokenPipeError, ConnectionResetError):
                return CUT, sent
    raise AssertionError("no answer")


KNOWN, UNKNOWN = f"Content-Length: {200 * 1024 * 1024}", "Transfer-Encoding: chunked"


# Of an unknown length, nginx takes what a form may have outside of the administration.
@pytest.mark.parametrize(
    ("directly", "path", "length"),
    [
        (False, "/connexion/", KNOWN),
        (False, "/gestion/images/add/", KNOWN),
        (False, "/gestion/images/add/", UNKNOWN),
        (True, "/connexion/", KNOWN),
        (True, "/connexion/", UNKNOWN),
        (True, "/gestion/images/add/", KNOWN),
        (True, "/gestion/images/add/", UNKNOWN),
    ],
)
@pytest.mark.parametrize("who", ["nobody", "forged", "agent"])
def test_a_film_of_nobody_is_refused_before_it_is_received(
    site: Site, path: str, who: str, directly: bool, length: str
) -> None:
    value = site.made["cookies"].get(who, "a" * 32)
    cookie = "" if who == "nobody" else f"{site.made['cookie_name']}={value}"
    status, sent = upload(site, path, cookie=cookie, length=length, directly=directly)
    assert status in (CUT, 302, 403, 413)
    assert sent < 2 * 1024 * 1024
    assert not any((site.folder / "body").iterdir()), "nothing of it was written"


def test_many_readers_at_once(site: Site) -> None:
    """nginx sends, so that reading films holds no worker of the portal."""
    for _number in range(30):
        assert site.ask(site.made["film"]).status == 200


def test_probes_and_metrics_pass(site: Site) -> None:
    assert json.loads(site.ask("/sante/", role=None).body) == {"state": "ok"}
    ready = site.ask("/sante/pret/", role=None)
    said = json.loads(ready.body)
    assert ready.status == 200
    assert said["checks"]["database"] == said["checks"]["media"] == {"ok": True}
    assert ready.headers["Cache-Control"] == "no-store"
    assert site.ask("/metriques/", role="agent").status == 404
