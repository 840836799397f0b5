"""Sign-in and sign-out with an OpenID provider: authorisation code with PKCE, state and nonce.

Rules: OpenID Connect Core 1.0 §3.1, RFC 7636 (PKCE), RFC 9207 (issuer of the answer), RP-Initiated Logout
1.0, Back-Channel Logout 1.0.
"""

import datetime
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from authlib.common.urls import add_params_to_uri
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.models import User

from ..enums import Source
from ..sessions import end_sessions
from .identities import Person, plain_text, usable_address
from .models import Identity, ProviderSession, SpentLogoutToken
from .provider import AnswerRefused, Provider, ProviderUnavailable, json_object
from .tokens import LOGOUT_TOKEN_LIVES, is_short_text, read_id_token, read_logout_token, read_user_information

logger = logging.getLogger(__name__)

# Session keys: sign-ins under way, by state; then what signing out tells the provider.
SIGN_INS = "oidc_sign_ins"
ID_TOKEN = "oidc_id_token"  # noqa: S105 - a name
LOGOUT_STATE = "oidc_logout_state"
RECORD = "oidc_session"  # the row by which the provider ends this session

SIGN_IN_LASTS = 10 * 60  # seconds to come back from the provider
SIGN_INS_AT_ONCE = 5  # tabs of one browser
SESSION_RECORDS_KEPT = 60 * 24 * 3600  # seconds; no session lives that long


@dataclass(frozen=True)
class SignIn:
    """A finished sign-in at the provider."""

    person: Person
    next: str
    id_token: str
    sid: str


def begin(session: SessionBase, *, redirect_uri: str, next: str) -> str:  # noqa: A002 - as Django calls it
    """Return the address to send the browser to. What the browser must bring back is kept in its session."""
    provider = Provider()
    state, nonce, code_verifier = (secrets.token_urlsafe(48) for _ in range(3))
    address, _state = provider.client(redirect_uri).create_authorization_url(
        provider.description["authorization_endpoint"],
        state=state,
        code_verifier=code_verifier,
        nonce=nonce,
    )
    under_way = sorted(session.get(SIGN_INS, {}).items(), key=lambda item: item[1]["begun"])
    session[SIGN_INS] = {
        **dict(under_way[1 - SIGN_INS_AT_ONCE :]),
        state: {
            "nonce": nonce,
            "code_verifier": code_verifier,
            "redirect_uri": redirect_uri,
            "next": next,
            "begun": time.time(),
        },
    }
    return address


def finish(session: SessionBase, answer: Mapping[str, str]) -> SignIn:
    """Verify what the browser brought back. A state serves once, even if this fails. Raise `Refusal`."""
    provider = Provider()
    under_way = session.get(SIGN_INS, {})
    begun = under_way.pop(answer.get("state", ""), None)
    if begun is None:
        raise AnswerRefused("Its state was not given to this browser, or was used before")
    session[SIGN_INS] = under_way
    session.save()  # before anything else: the same answer sent twice at once is refused the second time
    if begun["begun"] < time.time() - SIGN_IN_LASTS:
        raise AnswerRefused("It comes too late")
    _check_issuer(provider, answer)
    if "error" in answer or not answer.get("code"):
        raise AnswerRefused(f"The provider refuses: {answer.get('error', 'no code')[:200]!r}")
    tokens = provider.fetch_tokens(
        code=answer["code"], code_verifier=begun["code_verifier"], redirect_uri=begun["redirect_uri"]
    )
    claims = read_id_token(
        provider, tokens.get("id_token"), nonce=begun["nonce"], access_token=tokens.get("access_token")
    )
    claims = {**claims, **_user_information(provider, tokens.get("access_token"), claims["sub"])}
    return SignIn(
        person=_person(provider, claims),
        next=begun["next"],
        id_token=tokens["id_token"],
        sid=claims["sid"] if is_short_text(claims.get("sid")) else "",
    )


def remember(session: SessionBase, identity: Identity, sign_in: SignIn) -> None:
    """Record which session the provider may end, and the token that sign-out needs."""
    session[ID_TOKEN] = sign_in.id_token
    session.save()
    oldest = timezone.now() - datetime.timedelta(seconds=SESSION_RECORDS_KEPT)
    ProviderSession.objects.filter(opened__lt=oldest).delete()
    record, _made = ProviderSession.objects.update_or_create(
        session_key=session.session_key, defaults={"identity": identity, "sid": sign_in.sid}
    )
    session[RECORD] = record.pk


def erase_record(session: SessionBase) -> None:
    """Delete the record of this session at sign-out: the provider has nothing left to end."""
    if record := session.get(RECORD):
        ProviderSession.objects.filter(pk=record).delete()


def sign_out_address(session: SessionBase, *, return_to: str) -> tuple[str, str] | None:
    """Return the provider's end-session URL and the `state` it will echo, or None if it offers none."""
    id_token = session.get(ID_TOKEN)
    if not id_token:
        return None
    provider = Provider()
    try:
        address = provider.endpoint("end_session_endpoint")
    except ProviderUnavailable as error:
        logger.warning("Signed out of the portal only: %s", error)
        return None
    if address is None:
        return None
    state = secrets.token_urlsafe(24)
    parameters = {
        "id_token_hint": id_token,
        "client_id": provider.client_id,
        "post_logout_redirect_uri": return_to,
        "state": state,
    }
    return add_params_to_uri(address, parameters), state


def obey_logout(logout_token: object) -> None:
    """End the sessions that a logout token names. Raise `Refusal` if it is forged, stale or used before."""
    provider = Provider()
    claims = read_logout_token(provider, logout_token)
    _spend(claims["jti"])
    identities = Identity.objects.filter(issuer=provider.issuer)
    if sub := claims.get("sub"):
        identities = identities.filter(subject=sub)
    opened = ProviderSession.objects.filter(identity__in=identities)
    if sid := claims.get("sid"):
        opened = opened.filter(sid=sid)
        identities = identities.filter(sessions__in=opened)
        if _drop(list(opened.values_list("session_key", flat=True))):
            opened.delete()
            return
    # A whole person, or a session that changed its key since it was opened: all of this person's sessions.
    for user in User.objects.filter(identities__in=identities).distinct():
        end_sessions(user.pk)
    opened.delete()


def _check_issuer(provider: Provider, answer: Mapping[str, str]) -> None:
    announced = provider.description.get("authorization_response_iss_parameter_supported") is True
    if (announced or "iss" in answer) and answer.get("iss") != provider.issuer:
        raise AnswerRefused("It comes from another provider")


def _user_information(provider: Provider, access_token: object, subject: str) -> dict[str, Any]:
    address = provider.endpoint("userinfo_endpoint")
    if not address or not isinstance(access_token, str):
        if settings.OIDC_SIGNED_USERINFO:
            raise AnswerRefused("No user information, which must be there and signed")
        return {}
    response = provider.get(address, Authorization=f"Bearer {access_token}")
    if response.headers.get("Content-Type", "").partition(";")[0].strip() == "application/jwt":
        return read_user_information(provider, response.text.strip(), subject=subject)
    if settings.OIDC_SIGNED_USERINFO:
        raise AnswerRefused("User information is not signed")
    claims = json_object(response)
    if claims.get("sub") != subject:
        raise AnswerRefused("User information is about somebody else")
    return claims


def _person(provider: Provider, claims: Mapping[str, Any]) -> Person:
    if not is_short_text(claims["sub"]):
        raise AnswerRefused("Its subject is not a short text")
    verified = claims.get("email_verified", True) is True
    return Person(
        source=Source.OIDC,
        issuer=provider.issuer,
        subject=claims["sub"],
        email=usable_address(_text(claims, "email")) if verified else "",
        first_name=_text(claims, "given_name"),
        last_name=_text(claims, "usual_name") or _text(claims, "family_name"),
        attributes={name: _values(value) for name, value in claims.items()},
    )


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return plain_text(value) if isinstance(value, str) else ""


def _values(value: object) -> frozenset[str]:
    """Return a claim as a set of texts: its one value, or each of its list."""
    values = value if isinstance(value, list) else [value]
    return frozenset(str(one) for one in values if isinstance(one, str | int) and str(one))


def _spend(jti: str) -> None:
    kept_for = datetime.timedelta(seconds=2 * LOGOUT_TOKEN_LIVES)
    SpentLogoutToken.objects.filter(received__lt=timezone.now() - kept_for).delete()
    try:
        with transaction.atomic():
            SpentLogoutToken.objects.create(jti=jti)
    except IntegrityError as error:
        raise AnswerRefused("Logout token: it was used before") from error


def _drop(session_keys: list[str]) -> bool:
    """End these sessions. Return True if all of them existed."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    all_there = all(store().exists(key) for key in session_keys)
    for key in session_keys:
        store(key).delete()
    return all_there
