"""Verification of the tokens that the OpenID provider signs: identity, user information, logout.

Rules: OpenID Connect Core 1.0 §3.1.3.7 and §5.3.2; Back-Channel Logout 1.0 §2.6; RFC 8725.
"""

import time
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry, Token

from portal.common.text import one_line

from .provider import AnswerRefused, Provider

# Signed with a private key: neither "none" nor the HS family, whose key would be shared or public.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
LARGEST_TOKEN = 32 * 1024  # characters
LONGEST_IDENTIFIER = 255  # characters
CLOCKS_DIFFER = 60  # seconds tolerated between the provider's clock and ours
LOGOUT_TOKEN_LIVES = 300  # seconds after which one is refused, whatever it says
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


def read_id_token(provider: Provider, value: object, *, nonce: str, access_token: object) -> dict[str, Any]:
    """Return the claims of an identity token issued for this sign-in. Raise `AnswerRefused`."""
    token = _verify(provider, value)
    claims = CodeIDToken(
        token.claims,
        token.header,
        {**_own(provider), "nonce": {"essential": True}},
        {"client_id": provider.client_id, "nonce": nonce, "access_token": access_token},
    )
    try:
        claims.validate(leeway=CLOCKS_DIFFER)
    except JoseError as error:
        raise AnswerRefused(f"Identity token: {error}") from error
    return token.claims


def read_user_information(provider: Provider, value: object, *, subject: str) -> dict[str, Any]:
    """Return the claims of signed user information about `subject`. Raise `AnswerRefused`."""
    claims = _verify(provider, value).claims
    _check(claims, {**_own(provider), "sub": {"essential": True, "value": subject}}, "User information")
    return claims


def read_logout_token(provider: Provider, value: object) -> dict[str, Any]:
    """Return the claims of a logout token: `jti`, and `sub` or `sid` or both. Raise `AnswerRefused`."""
    token = _verify(provider, value)
    claims = token.claims
    _check(claims, {**_own(provider), "iat": {"essential": True}, "jti": {"essential": True}}, "Logout token")
    if str(token.header.get("typ", "logout+jwt")).casefold() not in ("logout+jwt", "jwt"):
        raise AnswerRefused(f"Logout token: its type is {token.header['typ']}")
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        raise AnswerRefused("Logout token: it announces no logout")
    if "nonce" in claims:
        raise AnswerRefused("Logout token: it has a nonce, as an identity token has")
    if claims["iat"] < time.time() - LOGOUT_TOKEN_LIVES:
        raise AnswerRefused("Logout token: too old")
    for name in ("jti", "sub", "sid"):
        if not is_short_text(claims.get(name, "")):
            raise AnswerRefused(f"Logout token: {name} is not a short text")
    if not claims.get("sub") and not claims.get("sid"):
        raise AnswerRefused("Logout token: it names nobody")
    return claims


def is_short_text(value: object) -> bool:
    """Return True if the value can be stored unchanged as an identifier."""
    if not isinstance(value, str) or len(value) > LONGEST_IDENTIFIER:
        return False
    return value.isprintable() and value == one_line(value)


def _own(provider: Provider) -> dict[str, Any]:
    """Require claims that name this provider as issuer and this portal as audience."""
    return {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
    }


def _check(claims: dict[str, Any], wanted: dict[str, Any], what: str) -> None:
    try:
        JWTClaimsRegistry(leeway=CLOCKS_DIFFER, **wanted).validate(claims)
    except JoseError as error:
        raise AnswerRefused(f"{what}: {error}") from error


def _verify(provider: Provider, value: object) -> Token:
    """Check the signature with the provider's published keys. A key that comes with the token is ignored."""
    if not isinstance(value, str) or len(value) > LARGEST_TOKEN:
        raise AnswerRefused("No token, or an oversized one")
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    try:
        try:
            return jwt.decode(value, provider.keys(), registry=registry)
        except InvalidKeyIdError:
            keys = provider.keys_again()
            if keys is None:
                raise
            return jwt.decode(value, keys, registry=registry)
    except (JoseError, ValueError) as error:  # ValueError: not base64, not JSON, not text
        raise AnswerRefused(f"Token: {error!r}") from error
