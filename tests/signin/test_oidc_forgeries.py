"""Forged, replayed and misdirected answers of an OpenID provider: each refused, with a page that says so."""

import base64
import hmac
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from django.http import HttpResponse
from django.test import Client
from joserfc.jwk import OctKey
from pytest_django.fixtures import Settings

from portal.accounts.models import Organisation, User
from portal.signin.directory.models import Identity
from tests.signin.openid_provider import (
    CLIENT_ID,
    FOREIGN_KEY,
    KEY,
    LOGOUT_EVENT,
    NEXT_KEY,
    Claims,
    OpenIDProvider,
    part,
    sign,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

START, RETURN, LOGOUT = (
    "/connexion/organisation/",
    "/connexion/organisation/retour/",
    "/connexion/organisation/fin/",
)


def leave(client: Client, provider: OpenIDProvider) -> str:
    """Go to the provider, sign in there, and return the address that it sends the browser back to."""
    return provider.authorise(client.get(START).url)


def assert_refused(response: HttpResponse, client: Client) -> None:
    """A page in French that says so, and nobody signed in, nothing made."""
    assert response.status_code == 403
    text = response.content.decode()
    assert "La connexion n’a pas abouti" in text
    assert "n’a pas pu être vérifiée" in text
    assert client.get("/mon-espace/").status_code == 302
    assert not User.objects.exists()
    assert not Identity.objects.exists()


def without(*names: str) -> Callable[[Claims], Claims]:
    return lambda claims: {name: value for name, value in claims.items() if name not in names}


def with_(**changes: Any) -> Callable[[Claims], Claims]:
    return lambda claims: {**claims, **changes}


def tampered(claims: Claims) -> str:
    header, _payload, signature = sign(claims).split(".")
    return f"{header}.{part({**claims, 'sub': 'le-directeur'})}.{signature}"


def by_hand(header: Claims, claims: Claims, make_signature: Callable[[bytes], bytes]) -> str:
    """A token that no honest library would make."""
    signed = f"{part({'typ': 'JWT', 'kid': 'cle-1', **header})}.{part(claims)}"
    return f"{signed}.{part(make_signature(signed.encode()))}"


def signed_with_public_key(claims: Claims) -> str:
    secret = KEY.as_pem(private=False)
    return by_hand({"alg": "HS256"}, claims, lambda signed: hmac.digest(secret, signed, "sha256"))


def with_unknown_critical_header(claims: Claims) -> str:
    return by_hand(
        {"alg": "RS256", "crit": ["exemple"], "exemple": 1},
        claims,
        lambda signed: KEY.private_key.sign(signed, PKCS1v15(), SHA256()),
    )


def unsigned(claims: Claims, alg: str = "none") -> str:
    return f"{part({'alg': alg, 'kid': 'cle-1'})}.{part(claims)}."


FORGED_TOKENS: dict[str, Callable[[Claims], str]] = {
    "algorithm none": unsigned,
    "algorithm None, in capitals": lambda claims: unsigned(claims, "NONE"),
    "no signature": lambda claims: sign(claims).rpartition(".")[0] + ".",
    "HS256 keyed with the public key": signed_with_public_key,
    "HS256 keyed with the client's secret": lambda claims: sign(
        claims, OctKey.import_key("un secret partagé avec le fournisseur", {"kid": "cle-1"}), alg="HS256"
    ),
    "another key under the same name": lambda claims: sign(claims, FOREIGN_KEY),
    "a key that nobody published": lambda claims: sign(claims, FOREIGN_KEY, kid="inconnue"),
    "a key inside the token": lambda claims: sign(
        claims, FOREIGN_KEY, kid=None, jwk=FOREIGN_KEY.as_dict(private=False)
    ),
    "a key inside the token, under the right name": lambda claims: sign(
        claims, FOREIGN_KEY, jwk=FOREIGN_KEY.as_dict(private=False)
    ),
    "a key at an address of the forger": lambda claims: sign(
        claims, FOREIGN_KEY, jku="http://127.0.0.1:9/jwks"
    ),
    "an unknown critical header": with_unknown_critical_header,
    "a changed payload": tampered,
    "a changed algorithm": lambda claims: ".".join(
        [part({"alg": "RS512", "kid": "cle-1"}), *sign(claims).split(".")[1:]]
    ),
    "oversized": lambda claims: sign({**claims, "remplissage": "x" * 40_000}),
    "far oversized": lambda claims: sign({**claims, "remplissage": "x" * 120_000}) + "x" * 400_000,
    "not a token": lambda claims: "ceci n’est pas un jeton",
    "not base64": lambda claims: "é.é.é",
    "a list": lambda claims: f"{part({'alg': 'RS256'})}.{part([1])}.{part(b'x')}",
    "empty": lambda claims: "",
}

FORGED_CLAIMS: dict[str, Callable[[Claims], Claims]] = {
    "expired": with_(exp=int(time.time()) - 3600),
    "without an end": without("exp"),
    "an end that is not a number": with_(exp="jamais"),
    "not valid yet": with_(nbf=int(time.time()) + 3600),
    "issued in the future": with_(iat=int(time.time()) + 3600),
    "without a date": without("iat"),
    "another issuer": with_(iss="https://ailleurs.invalid"),
    "almost the issuer": lambda claims: {**claims, "iss": claims["iss"] + "/"},
    "without an issuer": without("iss"),
    "for another client": with_(aud="un-autre-portail"),
    "for nobody": without("aud"),
    "for several clients, without azp": with_(aud=[CLIENT_ID, "un-autre-portail"]),
    "for several clients, on behalf of another": with_(aud=[CLIENT_ID, "autre"], azp="autre"),
    "on behalf of another": with_(azp="un-autre-portail"),
    "without a nonce": without("nonce"),
    "an empty nonce": with_(nonce=""),
    "another nonce": with_(nonce="celui-d-une-autre-fois"),
    "hash of another access token": with_(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "without a subject": without("sub"),
    "an empty subject": with_(sub=""),
    "a subject that is not text": with_(sub={"$ne": ""}),
    "a subject with a NUL": with_(sub="agent\x001"),
    "a subject that a column would change": with_(sub="agent-1 "),
    "a huge subject": with_(sub="x" * 300),
}


@pytest.mark.parametrize("forgery", FORGED_TOKENS)
def test_a_forged_token_is_refused(forgery: str, provider: OpenIDProvider, client: Client) -> None:
    provider.make_token = FORGED_TOKENS[forgery]
    response = client.get(leave(client, provider))
    if forgery == "far oversized":  # not even read
        assert response.status_code == 503
        assert not User.objects.exists()
    else:
        assert_refused(response, client)


@pytest.mark.parametrize("forgery", FORGED_CLAIMS)
def test_a_token_that_is_not_for_this_sign_in_is_refused(
    forgery: str, provider: OpenIDProvider, client: Client
) -> None:
    provider.change_claims = FORGED_CLAIMS[forgery]
    assert_refused(client.get(leave(client, provider)), client)


def test_the_same_without_forgery_signs_in(provider: OpenIDProvider, client: Client) -> None:
    assert client.get(leave(client, provider)).url == "/"
    assert client.get("/mon-espace/").status_code == 200


def test_an_answer_does_not_serve_twice(provider: OpenIDProvider, client: Client) -> None:
    address = leave(client, provider)
    client.get(address)
    client.post("/deconnexion/")
    assert client.get(address).status_code == 403
    assert client.get("/mon-espace/").status_code == 302


def test_a_state_serves_once_even_after_a_refusal(provider: OpenIDProvider, client: Client) -> None:
    address = leave(client, provider)
    assert (
        client.get(
            f"{RETURN}?{urlencode({'state': dict(parse_qsl(urlsplit(address).query))['state']})}"
        ).status_code
        == 403
    )
    assert_refused(client.get(address), client)


def test_the_state_of_another_browser_is_refused(provider: OpenIDProvider, client: Client) -> None:
    address = leave(Client(), provider)
    assert_refused(client.get(address), client)
    client.get(START)
    assert_refused(client.get(address), client)


@pytest.mark.parametrize("state", ["", "inventé", "\x00", "x" * 10_000])
def test_an_invented_state_is_refused(state: str, provider: OpenIDProvider, client: Client) -> None:
    client.get(START)
    assert_refused(client.get(RETURN, {"code": "code-0", "state": state, "iss": provider.issuer}), client)


def test_a_state_does_not_last(
    provider: OpenIDProvider, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = leave(client, provider)
    monkeypatch.setattr("portal.signin.directory.oidc.SIGN_IN_LASTS", -1)
    assert_refused(client.get(address), client)


def test_the_token_of_an_earlier_sign_in_is_refused(provider: OpenIDProvider, client: Client) -> None:
    kept: list[str] = []
    provider.make_token = lambda claims: kept.append(sign(claims)) or kept[0]
    assert client.get(leave(client, provider)).status_code == 302
    client.post("/deconnexion/")
    assert client.get(leave(client, provider)).status_code == 403
    assert len(kept) == 2
    assert client.get("/mon-espace/").status_code == 302


def test_the_code_of_another_sign_in_is_refused(provider: OpenIDProvider, client: Client) -> None:
    """Injected into the victim's browser, a stolen code fails at the provider: PKCE."""
    stolen = dict(parse_qsl(urlsplit(leave(Client(), provider)).query))["code"]
    provider.change_answer = lambda answer: {**answer, "code": stolen}
    assert_refused(client.get(leave(client, provider)), client)


@pytest.mark.parametrize("issuer", ["https://ailleurs.invalid", ""])
def test_an_answer_of_another_provider_is_refused(
    issuer: str, provider: OpenIDProvider, client: Client
) -> None:
    provider.change_answer = lambda answer: {**answer, "iss": issuer}
    assert_refused(client.get(leave(client, provider)), client)
    assert "/token" not in provider.asked


def test_an_announced_issuer_must_be_there(provider: OpenIDProvider, client: Client) -> None:
    provider.change_answer = without("iss")
    assert_refused(client.get(leave(client, provider)), client)


def test_a_refusal_of_the_provider_is_said(provider: OpenIDProvider, client: Client) -> None:
    provider.change_answer = lambda answer: {**without("code")(answer), "error": "access_denied"}
    assert_refused(client.get(leave(client, provider)), client)


FORGED_USER_INFORMATION: dict[str, Callable[[Claims], tuple[str, str]]] = {
    "about somebody else": lambda claims: (
        "application/json", json.dumps({**claims, "sub": "le-directeur"}),
    ),
    "about nobody": lambda claims: ("application/json", json.dumps(without("sub")(claims))),
    "signed, about somebody else": lambda claims: ("application/jwt", sign({**claims, "sub": "autre"})),
    "signed for another client": lambda claims: ("application/jwt", sign({**claims, "aud": "autre"})),
    "signed by another issuer": lambda claims: ("application/jwt", sign({**claims, "iss": "https://x.fr"})),
    "signed by another key": lambda claims: ("application/jwt", sign(claims, FOREIGN_KEY)),
    "with algorithm none": lambda claims: ("application/jwt", unsigned(claims)),
    "signed, expired": lambda claims: ("application/jwt", sign({**claims, "exp": int(time.time()) - 3600})),
}  # fmt: skip


@pytest.mark.parametrize("forgery", FORGED_USER_INFORMATION)
def test_forged_user_information_is_refused(forgery: str, provider: OpenIDProvider, client: Client) -> None:
    make = FORGED_USER_INFORMATION[forgery]
    provider.make_userinfo = lambda claims: make({"iss": provider.issuer, "aud": CLIENT_ID, **claims})
    assert_refused(client.get(leave(client, provider)), client)


def test_user_information_must_be_signed_where_that_is_asked(
    provider: OpenIDProvider, client: Client, settings: Settings
) -> None:
    settings.OIDC_SIGNED_USERINFO = True
    assert_refused(client.get(leave(client, provider)), client)
    provider.signs_userinfo = True
    assert client.get(leave(client, provider)).status_code == 302


def test_an_unknown_key_is_asked_for_at_most_once_a_minute(provider: OpenIDProvider, client: Client) -> None:
    assert client.get(leave(client, provider)).status_code == 302
    client.post("/deconnexion/")
    provider.make_token = lambda claims: sign(claims, FOREIGN_KEY, kid="inconnue")
    for _ in range(4):
        assert client.get(leave(client, provider)).status_code == 403
    assert provider.asked.count("/jwks") == 2


def test_a_new_key_of_the_provider_is_fetched(provider: OpenIDProvider, client: Client) -> None:
    assert client.get(leave(client, provider)).status_code == 302
    client.post("/deconnexion/")
    provider.keys = [KEY, NEXT_KEY]
    provider.make_token = lambda claims: sign(claims, NEXT_KEY, alg="ES256")
    assert client.get(leave(client, provider)).status_code == 302


@pytest.mark.parametrize(
    "change",
    [
        with_(issuer="https://ailleurs.invalid"),
        with_(token_endpoint="http://ailleurs.invalid/token"),
        without("jwks_uri"),
        lambda document: [document],
    ],
)
def test_a_provider_whose_document_is_wrong_is_not_used(
    change: Callable[[Any], Any], provider: OpenIDProvider, client: Client
) -> None:
    provider.change_document = change
    response = client.get(START)
    assert response.status_code == 503
    assert "ne répond pas" in response.content.decode()


FORGED_LOGOUTS: dict[str, Callable[[Claims], str]] = {
    "algorithm none": unsigned,
    "HS256 keyed with the public key": signed_with_public_key,
    "another key": lambda claims: sign(claims, FOREIGN_KEY),
    "another issuer": lambda claims: sign({**claims, "iss": "https://ailleurs.invalid"}),
    "for another client": lambda claims: sign({**claims, "aud": "autre"}),
    "expired": lambda claims: sign({**claims, "exp": int(time.time()) - 3600}),
    "old, without an end": lambda claims: sign(without("exp")({**claims, "iat": int(time.time()) - 3600})),
    "issued in the future": lambda claims: sign({**claims, "iat": int(time.time()) + 3600}),
    "without a date": lambda claims: sign(without("iat")(claims)),
    "without an identifier": lambda claims: sign(without("jti")(claims)),
    "without an event": lambda claims: sign(without("events")(claims)),
    "another event": lambda claims: sign({**claims, "events": {"https://exemple.invalid/autre": {}}}),
    "an event that is not an object": lambda claims: sign({**claims, "events": {LOGOUT_EVENT: True}}),
    "with a nonce, as an identity token": lambda claims: sign({**claims, "nonce": "n"}),
    "of another type": lambda claims: sign(claims, typ="at+jwt"),
    "naming nobody": lambda claims: sign(without("sub", "sid")(claims)),
    "a subject that is not text": lambda claims: sign({**claims, "sub": ["agent-1"]}),
    "empty": lambda claims: "",
    "noise": lambda claims: base64.b64encode(b"bruit").decode(),
}


@pytest.mark.parametrize("forgery", FORGED_LOGOUTS)
def test_a_forged_logout_ends_nothing(forgery: str, provider: OpenIDProvider, client: Client) -> None:
    client.get(leave(client, provider))
    token = FORGED_LOGOUTS[forgery](provider.logout_token())
    response = Client().post(LOGOUT, {"logout_token": token})
    assert response.status_code == 400
    assert response.headers["Cache-Control"].find("no-store") >= 0
    assert client.get("/mon-espace/").status_code == 200


def test_a_logout_token_does_not_serve_twice(provider: OpenIDProvider, client: Client) -> None:
    client.get(leave(client, provider))
    token = sign(provider.logout_token(sid=None), typ="logout+jwt")
    assert Client().post(LOGOUT, {"logout_token": token}).status_code == 200
    assert client.get("/mon-espace/").status_code == 302
    client.get(leave(client, provider))
    assert Client().post(LOGOUT, {"logout_token": token}).status_code == 400
    assert client.get("/mon-espace/").status_code == 200


def test_an_identity_token_is_no_logout_token(provider: OpenIDProvider, client: Client) -> None:
    tokens: list[str] = []
    provider.make_token = lambda claims: tokens.append(sign(claims)) or tokens[-1]
    client.get(leave(client, provider))
    assert Client().post(LOGOUT, {"logout_token": tokens[0]}).status_code == 400
    assert client.get("/mon-espace/").status_code == 200


def test_nothing_of_it_exists_without_a_provider(client: Client, city: Organisation) -> None:
    assert client.get(START).status_code == 404
    assert client.get(RETURN, {"code": "x", "state": "x"}).status_code == 404
    assert client.post(LOGOUT, {"logout_token": "x"}).status_code == 404
    assert "/connexion/organisation/" not in client.get("/connexion/").content.decode()
