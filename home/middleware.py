"""The site of a request, kept for all readers with its home page: both are part of each answer."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.http.request import split_domain_port
from django.utils.functional import SimpleLazyObject
from wagtail.models import Site

from portal.fragments.content import kept


class SiteMiddleware:
    """Keep Wagtail from asking for the site and for its home page at each request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Where `Site.find_for_request()` looks first.
        request._wagtail_site = SimpleLazyObject(lambda: _site(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _site(request: HttpRequest) -> Site | None:
    # What Wagtail compares: the port that a header names is not, and anybody may write any number there.
    hostname, _port = split_domain_port(request.get_host())
    return kept(request, "site", hostname, request.get_port(), make=lambda: _find_site(request))


def _find_site(request: HttpRequest) -> Site | None:
    site = Site._find_for_request(request)
    if site is not None:
        site.root_page = site.root_page.specific
    return site
