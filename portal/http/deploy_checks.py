"""Deployment checks of the address of the portal and of its cache."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as DeployWarning

ONE_PROCESS = "django.core.cache.backends.locmem.LocMemCache"


@register(Tags.security, deploy=True)
def links_lead_to_https(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report an error if the links of mails are not encrypted."""
    if settings.WAGTAILADMIN_BASE_URL.startswith("https://"):
        return []
    return [
        Error(
            f"Links in mail would start with {settings.WAGTAILADMIN_BASE_URL}, which is not encrypted.",
            hint="Give the address of the portal in PORTAL_BASE_URL: https://portail.exemple.fr",
            id="http.E002",
        )
    ]


@register(Tags.caches, deploy=True)
def the_cache_is_shared(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report a cache that each process has for itself. `run.py serve` runs several."""
    if settings.CACHES["default"]["BACKEND"] != ONE_PROCESS:
        return []
    return [
        DeployWarning(
            "CACHE_URL is not set: each process keeps a cache of its own, and works out what another knows.",
            hint="Name a Redis or Valkey server: redis://host:6379/0",
            id="http.W001",
        )
    ]
