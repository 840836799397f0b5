"""Content of other sites: a page shows a link to it, and only to sites that editors listed.

Neither the portal nor the page fetches anything: nothing is loaded until a reader follows the link.
"""

from urllib.parse import urlsplit

from django.http import HttpRequest

from portal.common.models import ExternalSite


def host_of(address: str) -> str:
    """Return the host of a plain https address, or "" for any other address."""
    try:
        parts = urlsplit(address)
        plain = parts.scheme == "https" and parts.netloc == parts.hostname
    except ValueError:
        return ""
    return parts.netloc if plain else ""


def listed_site(address: str, request: HttpRequest | None = None) -> ExternalSite | None:
    """Return the listed site that has this address, or None. The list is read once for each request."""
    sites: dict[str, ExternalSite] | None = getattr(request, "external_sites", None)
    if sites is None:
        sites = {site.host: site for site in ExternalSite.objects.all()}
        if request is not None:
            request.external_sites = sites  # type: ignore[attr-defined]
    return sites.get(host_of(address))
