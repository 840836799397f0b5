"""Half a configuration of a directory is an error that names its remedy."""

from typing import Any

import pytest
from django.core.checks import run_checks
from pytest_django.fixtures import Settings

from portal.signin.directory import ldap

OPENID = {
    "OIDC_ISSUER": "https://fournisseur.invalid/api",
    "OIDC_CLIENT_ID": "portail",
    "OIDC_CLIENT_SECRET": "secret",
}
LDAP = {"LDAP_URL": "ldaps://annuaire.invalid", "LDAP_USER_BASE": "ou=agents,dc=exemple,dc=invalid"}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, set()),
        (OPENID, set()),
        (LDAP, set()),
        (LDAP | {"LDAP_URL": "ldap://annuaire.invalid"}, set()),
        (LDAP | {"LDAP_URL": "ldap://localhost", "LDAP_STARTTLS": False}, set()),
        (OPENID | {"OIDC_ISSUER": "http://127.0.0.1:8080"}, set()),
        (OPENID | {"PASSWORD_SIGN_IN": False}, set()),
        (OPENID | {"OIDC_CLIENT_ID": ""}, {"signin.E001"}),
        (OPENID | {"OIDC_CLIENT_SECRET": ""}, {"signin.E001"}),
        (OPENID | {"OIDC_ISSUER": "http://fournisseur.invalid"}, {"signin.E002"}),
        (OPENID | {"OIDC_ISSUER": "fournisseur.invalid"}, {"signin.E002"}),
        (OPENID | {"OIDC_SCOPES": "email"}, {"signin.E003"}),
        (LDAP | {"LDAP_URL": "https://annuaire.invalid"}, {"signin.E004"}),
        (LDAP | {"LDAP_URL": "ldap://annuaire.invalid", "LDAP_STARTTLS": False}, {"signin.E005"}),
        (LDAP | {"LDAP_USER_BASE": ""}, {"signin.E006"}),
        (LDAP | {"LDAP_USER_FILTER": "(uid=%s)"}, {"signin.E007"}),
        ({"PASSWORD_SIGN_IN": False}, {"signin.E008"}),
    ],
)
def test_settings_are_whole(
    values: dict[str, Any], expected: set[str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ldap, "library", object())  # whether it is installed or not
    assert problems(values, settings) == expected


@pytest.mark.parametrize(("values", "expected"), [({}, set()), (OPENID, set()), (LDAP, {"signin.E009"})])
def test_ldap_needs_its_library(
    values: dict[str, Any], expected: set[str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ldap, "library", None)
    assert problems(values, settings) == expected


def problems(values: dict[str, Any], settings: Settings) -> set[str]:
    """What the checks find with these settings; each says its remedy."""
    for name, value in values.items():
        setattr(settings, name, value)
    found = [check for check in run_checks() if check.id.startswith("signin.")]
    assert all(check.hint for check in found)
    return {check.id for check in found}
