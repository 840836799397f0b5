"""The OpenID provider: its settings, its discovery document, its keys, and requests to it."""

import io
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests.adapters import HTTPAdapter

from .identities import Refusal

TIMEOUT = (3, 7)  # seconds to connect, and between two reads
LARGEST_ANSWER = 256 * 1024  # bytes
DESCRIPTION_KEPT = 3600  # seconds
KEYS_KEPT = 3600  # seconds
KEYS_FETCHED_AGAIN_AFTER = 60  # seconds: an unknown key asks for them, at most this often
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class ProviderUnavailable(Refusal):
    """The provider does not answer, or its answer is not OpenID Connect."""

    message = _(
        "The sign-in service of your organisation does not answer at the moment. Try again in a few minutes."
    )


class AnswerRefused(Refusal):
    """An answer of the provider, genuine or forged, fails a check. The log says which."""

    message = _(
        "The answer received could not be verified, so you are not signed in. Start again from the sign-in "
        "page."
    )


class BoundedAdapter(HTTPAdapter):
    """Refuse answers that are larger than an honest one."""

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        response = super().send(request, **{**options, "stream": True})
        try:
            body = response.raw.read(LARGEST_ANSWER + 1, decode_content=True)
        except urllib3.exceptions.HTTPError as error:
            raise requests.ConnectionError(error) from error
        response.raw.release_conn()
        if len(body) > LARGEST_ANSWER:
            raise requests.exceptions.ContentDecodingError(f"More than {LARGEST_ANSWER} bytes")
        response.raw = io.BytesIO(body)
        return response


class Provider:
    """The provider that the settings name. Raise `ProviderUnavailable` when it cannot be asked."""

    def __init__(self) -> None:
        self.issuer: str = settings.OIDC_ISSUER
        self.client_id: str = settings.OIDC_CLIENT_ID
        self.name: str = settings.OIDC_NAME

    @cached_property
    def description(self) -> dict[str, Any]:
        """The discovery document."""
        kept = cache.get(self._cache_key("description"))
        if kept is not None:
            return kept
        found = self.get_json(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise ProviderUnavailable(f"Its document names another issuer: {found.get('issuer')!r}")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not _is_safe(found.get(name)):
                raise ProviderUnavailable(f"Its {name} is missing or not encrypted: {found.get(name)!r}")
        cache.set(self._cache_key("description"), found, DESCRIPTION_KEPT)
        return found

    def endpoint(self, name: str) -> str | None:
        """Return an optional address, or None if the provider offers none that is encrypted."""
        address = self.description.get(name)
        return address if _is_safe(address) else None

    def keys(self) -> KeySet:
        kept = cache.get(self._cache_key("keys"))
        return _read_keys(kept if kept is not None else self._fetch_keys())

    def keys_again(self) -> KeySet | None:
        """Fetch the keys again for a token with an unknown one. Return None if that was just done."""
        if not cache.add(self._cache_key("keys asked again"), True, KEYS_FETCHED_AGAIN_AFTER):
            return None
        return _read_keys(self._fetch_keys())

    def client(self, redirect_uri: str = "") -> OAuth2Session:
        """Return a session that asks the provider for tokens in the portal's name."""
        methods = self.description.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        client = OAuth2Session(
            self.client_id,
            settings.OIDC_CLIENT_SECRET,
            scope=settings.OIDC_SCOPES,
            redirect_uri=redirect_uri,
            token_endpoint_auth_method=(
                "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
            ),
            code_challenge_method="S256",
        )
        client.mount("https://", BoundedAdapter())
        client.mount("http://", BoundedAdapter())
        return client

    def fetch_tokens(self, *, code: str, code_verifier: str, redirect_uri: str) -> dict[str, Any]:
        """Exchange a code for tokens. Raise `AnswerRefused` if the provider refuses."""
        try:
            return self.client(redirect_uri).fetch_token(
                self.description["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=code_verifier,
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except AuthlibBaseError as error:
            raise AnswerRefused(f"The code is refused: {error}") from error
        except (requests.RequestException, ValueError) as error:
            raise ProviderUnavailable(f"No tokens: {error}") from error

    def get(self, address: str, **headers: str) -> requests.Response:
        with requests.Session() as session:
            session.mount("https://", BoundedAdapter())
            session.mount("http://", BoundedAdapter())
            try:
                response = session.get(address, headers=headers, timeout=TIMEOUT, allow_redirects=False)
                response.raise_for_status()
            except requests.RequestException as error:
                raise ProviderUnavailable(f"{address}: {error}") from error
        if response.status_code != requests.codes.ok:
            raise ProviderUnavailable(f"{address} answers {response.status_code}")
        return response

    def get_json(self, address: str) -> dict[str, Any]:
        return json_object(self.get(address, Accept="application/json"))

    def _fetch_keys(self) -> dict[str, Any]:
        found = self.get_json(self.description["jwks_uri"])
        cache.set(self._cache_key("keys"), found, KEYS_KEPT)
        return found

    def _cache_key(self, what: str) -> str:
        return f"oidc {what} {self.issuer}".replace(" ", ":")


def is_configured() -> bool:
    """Return True if people may sign in through an OpenID provider."""
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID)


def json_object(response: requests.Response) -> dict[str, Any]:
    """Return the JSON object of an answer. Raise `ProviderUnavailable` for anything else."""
    try:
        found = response.json()
    except ValueError as error:
        raise ProviderUnavailable(f"{response.url} is not JSON") from error
    if not isinstance(found, dict):
        raise ProviderUnavailable(f"{response.url} is not a JSON object")
    return found


def is_loopback(address: str) -> bool:
    """Return True if the address stays on this machine, where encryption adds nothing."""
    return urlsplit(address).hostname in LOOPBACK


def _is_safe(address: object) -> bool:
    if not isinstance(address, str):
        return False
    return urlsplit(address).scheme == "https" or (address.startswith("http://") and is_loopback(address))


def _read_keys(found: dict[str, Any]) -> KeySet:
    """Return the public keys only. A shared secret published there would let anyone sign."""
    keys = found.get("keys")
    try:
        return KeySet.import_key_set(
            {"keys": [key for key in keys if key.get("kty") in ("RSA", "EC")]}  # type: ignore[union-attr]
        )
    except (JoseError, TypeError, AttributeError, ValueError) as error:
        raise ProviderUnavailable(f"Its keys cannot be read: {error}") from error
