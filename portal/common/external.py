"""Content of other sites: a page presents it with a link, and only from the sites that editors listed.

Nothing is ever fetched, by the portal or by the page: an address leads nowhere until a reader opens it.
"""

from urllib.parse import urlsplit

from django.http import HttpRequest

from portal.common.models import ExternalSite


def host_of(address: str) -> str:
    """The host of a plain https address; empty for any other address."""
    try:
        parts = urlsplit(address)
        plain = parts.scheme == "https" and parts.netloc == parts.hostname
    except ValueError:
        return ""
    return parts.netloc if plain else ""


def listed_site(address: str, request: HttpRequest | None = None) -> ExternalSite | None:
    """The site of the list that has this address; a request remembers the list."""
    sites: dict[str, ExternalSite] | None = getattr(request, "external_sites", None)
    if sites is None:
        sites = {site.host: site for site in ExternalSite.objects.all()}
        if request is not None:
            request.external_sites = sites  # type: ignore[attr-defined]
    return sites.get(host_of(address))
