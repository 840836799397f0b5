"""The fixtures of signing in through a directory."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings

from portal.accounts.models import Organisation
from portal.signin.directory.models import DirectoryRule
from tests.factories import OrganisationFactory
from tests.signin.openid_provider import CLIENT_ID, CLIENT_SECRET, OpenIDProvider


@pytest.fixture
def provider(settings: Settings) -> Iterator[OpenIDProvider]:
    """An honest provider that the portal trusts."""
    cache.clear()
    provider = OpenIDProvider()
    settings.OIDC_ISSUER = provider.issuer
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
    settings.OIDC_NAME = "AgentConnexion"
    yield provider
    provider.stop()
    cache.clear()


@pytest.fixture
def city(db: None) -> Organisation:
    """The organisation of whoever comes with the city's SIRET."""
    city = OrganisationFactory(slug="ville", name="Ville")
    DirectoryRule.objects.create(source="oidc", attribute="siret", value="21410018800019", organisation=city)
    return city
