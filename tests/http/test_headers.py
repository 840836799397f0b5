"""The headers that every answer carries, and the cookies of a real installation."""

import importlib
import re
from collections.abc import Callable, Iterator
from types import ModuleType
from unittest.mock import patch

import pytest
from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from portal.accounts.models import User
from portal.http.content_policy import admin_policy, bucket_origins, origin, site_policy
from portal.http.form_owner import sign_owner
from portal.http.middleware import ContentPolicyMiddleware
from portal.privacy.models import PrivacyRequest
from portal.signin.views import SignInView
from tests.factories import PASSWORD, ActionPageFactory, EditorialPageFactory, FilmPageFactory, UserFactory
from tests.mailbox import letters

pytestmark = pytest.mark.django_db

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def policy_of(response: HttpResponseBase) -> dict[str, list[str]]:
    parts = (part.split() for part in response.headers["Content-Security-Policy"].split("; "))
    return {name: values for name, *values in parts}


@pytest.fixture
def administrator(sign_in: Callable[[User], Client]) -> Client:
    return sign_in(UserFactory(groups=["Administration"]))


def answers(client: Client, administrator: Client) -> Iterator[tuple[str, int, HttpResponseBase]]:
    """One answer of each kind, and the status that it must have."""
    film = FilmPageFactory()
    film.video.save("film.mp4", ContentFile(b"0123456789"))
    refusing = Client(enforce_csrf_checks=True)
    failing = Client(raise_request_exception=False)
    yield "sign-in page", 200, client.get("/connexion/")
    yield "redirect to sign-in", 302, client.get("/")
    yield "permanent redirect", 301, client.get("/connexion")
    with override_settings(WHITENOISE_USE_FINDERS=True):
        yield "static file", 200, Client().get("/static/js/theme.js")
    yield "missing static file", 404, client.get("/static/js/none.js")
    yield "page", 200, administrator.get(film.url)
    yield "film", 200, administrator.get(film.video.url)
    yield "part of a film", 206, administrator.get(film.video.url, headers={"Range": "bytes=0-3"})
    yield "impossible range", 416, administrator.get(film.video.url, headers={"Range": "bytes=99-"})
    yield "missing file", 404, administrator.get("/media/films/none.mp4")
    yield "missing page", 404, administrator.get("/rien/")
    of_another_lead = reverse("report_progress", args=[ActionPageFactory().pk])
    yield "refusal", 403, administrator.get(of_another_lead)
    yield "method", 405, administrator.get("/deconnexion/")
    yield "administration", 200, administrator.get("/gestion/")
    yield "missing page of the administration", 404, administrator.get("/gestion/rien/")
    yield "script of the administration", 200, administrator.get(reverse("wagtailadmin_javascript_catalog"))
    yield "old form", 403, refusing.post("/connexion/", {"username": "a", "password": "b"})
    yield "unknown host", 400, client.get("/connexion/", headers={"Host": "ailleurs.invalid"})
    with patch.object(SignInView, "dispatch", side_effect=RuntimeError):
        yield "failure", 500, failing.get("/connexion/")


def test_every_kind_of_answer_carries_every_header(client: Client, administrator: Client) -> None:
    seen = 0
    for kind, status, response in answers(client, administrator):
        assert response.status_code == status, kind
        for header, value in EVERYWHERE.items():
            assert response.headers[header] == value, f"{kind}: {header}"
        assert "camera=()" in response.headers["Permissions-Policy"], kind
        assert policy_of(response)["default-src"] == ["'none'"], kind
        assert "unsafe-eval" not in response.headers["Content-Security-Policy"], kind
        assert "Cache-Control" in response.headers, kind
        assert "Server" not in response.headers, kind
        seen += 1
    assert seen == 19


@pytest.mark.parametrize("directives", [site_policy(), admin_policy()], ids=["site", "administration"])
def test_no_policy_lets_inline_or_evaluated_scripts_run(directives: dict[str, list[str]]) -> None:
    for name, sources in directives.items():
        assert "'unsafe-eval'" not in sources
        assert "'unsafe-inline'" not in sources or (name, "frame-src" in directives) == (
            "style-src-elem",
            True,
        )
        assert not {"*", "data:", "http:", "https:"} & {str(source) for source in sources}, name


def test_the_site_runs_its_own_scripts_by_nonce_only(agent: User, sign_in: Callable[[User], Client]) -> None:
    client, address = sign_in(agent), ActionPageFactory().url
    nonces = set()
    for _visit in range(3):
        response = client.get(address)
        (source,) = policy_of(response)["script-src"]
        scripts = re.findall(r"<script[^>]*>", response.content.decode())
        assert len(scripts) >= 4
        for script in scripts:
            found = re.search(r'nonce="([^"]+)"', script)
            assert found, script
            assert source == f"'nonce-{found[1]}'"
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        nonces.add(source)
    assert len(nonces) == 3


@pytest.mark.parametrize("path", ["pages/{action}/edit/", "workflows/add/", "redirects/add/"])
def test_scripts_inside_the_administration_have_the_nonce(administrator: Client, path: str) -> None:
    response = administrator.get(f"/gestion/{path.format(action=ActionPageFactory().pk)}")
    assert response.status_code == 200
    inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", response.content.decode())
    assert inline
    nonce = policy_of(response)["script-src"][1].removeprefix("'nonce-").removesuffix("'")
    assert set(inline) == {f'<script nonce="{nonce}">'}


def test_only_the_preview_of_a_page_may_be_framed(administrator: Client) -> None:
    page = EditorialPageFactory()
    preview = administrator.get(f"/gestion/pages/{page.pk}/view_draft/")
    assert policy_of(preview)["frame-ancestors"] == ["'self'"]
    assert len(policy_of(preview)["script-src"]) == 1  # the site's tier, as for readers
    live = administrator.get(page.url)
    assert policy_of(live)["frame-ancestors"] == ["'none'"]
    assert live.headers["X-Frame-Options"] == "DENY"


def test_the_policy_that_a_view_set_stays() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    response = ContentPolicyMiddleware(view)(RequestFactory().get("/media/x.pdf"))
    assert response.headers["Content-Security-Policy"] == "sandbox"


def test_other_origins_are_named_where_they_are_needed_only() -> None:
    provider = origin("https://fournisseur.exemple.fr:8443/realms/agents")
    directives = site_policy(sign_in=[provider], media=["https://objets.exemple.fr"])
    assert directives["form-action"] == ["'self'", "https://fournisseur.exemple.fr:8443"]
    assert directives["img-src"] == directives["media-src"] == ["'self'", "https://objets.exemple.fr"]
    assert provider not in directives["connect-src"] + directives["script-src"]


def test_no_cache_keeps_a_page(agent: User, sign_in: Callable[[User], Client]) -> None:
    client = sign_in(agent)
    for path in ("/", "/mon-espace/", "/recherche/?q=a", "/rien/", "/deconnexion/"):
        response = client.get(path)
        assert response.headers["Cache-Control"] == "private, no-store", path
        assert "Cookie" in response.headers["Vary"], path


# An old form


@pytest.fixture
def refusing(agent: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(agent)
    return client


def test_an_old_form_comes_back_with_what_was_written(refusing: Client, agent: User) -> None:
    place = reverse("privacy_request")
    typed = {"text": "Un avis <b>long</b> & réfléchi", "password": "secret", "_owner": sign_owner(agent.pk)}
    response = refusing.post(place, typed, headers={"Sec-Fetch-Site": "same-origin"})
    assert response.url == place
    page = refusing.get(place).content.decode()
    assert "trop longtemps" in page
    assert "Un avis &lt;b&gt;long&lt;/b&gt; &amp; réfléchi" in page
    assert "secret" not in page
    assert not PrivacyRequest.objects.exists()


@pytest.mark.parametrize("site", ["cross-site", "same-site", ""])
def test_another_site_puts_no_words_into_a_form(site: str, refusing: Client, agent: User) -> None:
    typed = {"text": "Un avis", "_owner": sign_owner(agent.pk)}
    elsewhere = refusing.post(
        reverse("privacy_request"), typed, headers={"Sec-Fetch-Site": site} if site else {}
    )
    assert elsewhere.status_code == 403
    assert "Un avis" not in elsewhere.content.decode()
    assert "Un avis" not in refusing.get(reverse("privacy_request")).content.decode()


def test_an_old_form_sent_by_htmx_renews_the_page(refusing: Client, agent: User) -> None:
    action = ActionPageFactory()
    address = reverse("comments:comments", args=[action.pk])
    headers = {
        "Sec-Fetch-Site": "same-origin",
        "HX-Request": "true",
        "HX-Current-URL": f"http://testserver{action.get_url()}#commenter",
    }
    typed = {"text": "Un avis", "_owner": sign_owner(agent.pk)}
    response = refusing.post(address, typed, headers=headers)
    assert response.headers["HX-Redirect"] == action.get_url()
    assert "Un avis" in refusing.get(action.get_url()).content.decode()


# A real installation


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setenv("SECRET_KEY", "tests-0123456789-0123456789-0123456789-0123456789-0123456789")
    monkeypatch.setenv("ALLOWED_HOSTS", "portail.exemple.fr")
    monkeypatch.setenv("PORTAL_BASE_URL", "https://portail.exemple.fr")
    return importlib.import_module("portal.settings.production")


def test_cookies_of_production_belong_to_one_host_over_https(production: ModuleType, agent: User) -> None:
    names = [
        name for name in vars(production) if "COOKIE" in name or name.startswith(("SECURE_", "CONTENT_"))
    ]
    with override_settings(
        **{name: getattr(production, name) for name in names}, ALLOWED_HOSTS=["portail.exemple.fr"]
    ):
        client = Client(headers={"Host": "portail.exemple.fr", "X-Forwarded-Proto": "https"})
        client.get("/connexion/")
        response = client.post("/connexion/", {"username": agent.email, "password": PASSWORD})
        assert response.status_code == 302
        client.post("/langue/", {"language": "fr"})
        ActionPageFactory(seeking_volunteers=True)
        action = ActionPageFactory(seeking_volunteers=True)
        client.post(reverse("volunteering:volunteer", args=[action.pk]))
        cookies = client.cookies
        assert set(cookies) == {
            "__Host-sessionid", "__Host-csrftoken", "__Host-language", "__Host-messages",
        }  # fmt: skip
        for name, cookie in cookies.items():
            assert (cookie["secure"], cookie["httponly"]) == (True, True), name
            assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", ""), name
        page = client.get("/")
        assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
        assert "upgrade-insecure-requests" in policy_of(page)
        plain = Client(headers={"Host": "portail.exemple.fr"}).get("/connexion/")
        assert (plain.status_code, plain.url) == (301, "https://portail.exemple.fr/connexion/")


def test_links_in_mail_ignore_the_host_of_the_request(client: Client, agent: User) -> None:
    client.post("/mot-de-passe/oublie/", {"email": agent.email}, headers={"Host": "127.0.0.1"})
    (message,) = letters()
    for part in (message.text, message.html):
        assert "http://localhost:8000/mot-de-passe/nouveau/" in part
        assert "127.0.0.1" not in part


@pytest.mark.parametrize(
    ("endpoint", "region", "expected"),
    [
        (
            "https://s3.exemple.fr:9000",
            "",
            ["https://s3.exemple.fr:9000", "https://films.s3.exemple.fr:9000"],
        ),
        ("", "eu-west-3", ["https://s3.eu-west-3.amazonaws.com", "https://films.s3.eu-west-3.amazonaws.com"]),
    ],
)
def test_the_policy_knows_where_the_bucket_is(endpoint: str, region: str, expected: list[str]) -> None:
    assert bucket_origins("films", endpoint=endpoint, region=region) == expected
    assert bucket_origins("", endpoint=endpoint, region=region) == []
