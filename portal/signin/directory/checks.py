"""System checks of the directory's settings: an incomplete configuration is an error, with its remedy."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from . import ldap, provider
from .provider import is_loopback


@register
def check_openid(**options: Any) -> list[CheckMessage]:
    """Report OpenID Connect settings that are incomplete or use an unencrypted connection."""
    if not settings.OIDC_ISSUER:
        return []
    problems: list[CheckMessage] = []
    if not settings.OIDC_CLIENT_ID or not settings.OIDC_CLIENT_SECRET:
        problems.append(
            Error(
                "OIDC_ISSUER is set, but OIDC_CLIENT_ID or OIDC_CLIENT_SECRET is not.",
                hint="Set both to what the provider gave you, or remove OIDC_ISSUER.",
                id="signin.E001",
            )
        )
    scheme = urlsplit(settings.OIDC_ISSUER).scheme
    if scheme != "https" and not (scheme == "http" and is_loopback(settings.OIDC_ISSUER)):
        problems.append(
            Error(
                "OIDC_ISSUER does not start with https://.",
                hint="Set it to the address that the provider publishes as its issuer.",
                id="signin.E002",
            )
        )
    if "openid" not in settings.OIDC_SCOPES.split():
        problems.append(
            Error("OIDC_SCOPES lacks 'openid'.", hint="Add it: OIDC_SCOPES='openid …'.", id="signin.E003")
        )
    return problems


@register
def check_ldap(**options: Any) -> list[CheckMessage]:
    """Report LDAP settings that are incomplete or use an unencrypted connection."""
    if not settings.LDAP_URL:
        return []
    problems: list[CheckMessage] = []
    if not ldap.is_installed():
        problems.append(
            Error(
                "LDAP_URL is set, but the LDAP library (python-ldap) is not installed.",
                hint="Run 'python3 run.py ldap'; docs/connexion.md names what the system needs for it.",
                id="signin.E009",
            )
        )
    url = urlsplit(settings.LDAP_URL)
    if url.scheme not in ("ldap", "ldaps") or not url.hostname:
        problems.append(
            Error(
                "LDAP_URL is not an address such as ldaps://annuaire.exemple.fr.",
                hint="Use ldaps://, or ldap:// with StartTLS.",
                id="signin.E004",
            )
        )
    elif url.scheme == "ldap" and not settings.LDAP_STARTTLS and not is_loopback(settings.LDAP_URL):
        problems.append(
            Error(
                "Passwords would cross the network in clear to LDAP_URL.",
                hint="Use ldaps://, or leave LDAP_STARTTLS on.",
                id="signin.E005",
            )
        )
    if not settings.LDAP_USER_BASE:
        problems.append(
            Error(
                "LDAP_URL is set, but LDAP_USER_BASE is not.",
                hint="Set it to the branch that holds the agents, e.g. ou=agents,dc=exemple,dc=fr.",
                id="signin.E006",
            )
        )
    if "{login}" not in settings.LDAP_USER_FILTER:
        problems.append(
            Error(
                "LDAP_USER_FILTER does not say where the login goes.",
                hint="Write {login} in it, e.g. (|(uid={login})(mail={login})).",
                id="signin.E007",
            )
        )
    return problems


@register
def check_a_way_in(**options: Any) -> list[CheckMessage]:
    """Report an error if nobody can sign in."""
    if settings.PASSWORD_SIGN_IN or provider.is_configured() or ldap.is_configured():
        return []
    return [
        Error(
            "Nobody can sign in: PASSWORD_SIGN_IN is off, and neither OIDC_ISSUER nor LDAP_URL is set.",
            hint="Set PASSWORD_SIGN_IN=true, or configure a directory (docs/connexion.md).",
            id="signin.E008",
        )
    ]
