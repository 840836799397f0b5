"""Addresses of results, for people who may open them."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from wagtail.models import Page

from portal.accounts.requests import AgentRequest
from portal.common.access import viewable
from portal.media.models import CustomDocument
from search.access import denied_collections
from search.index.documents import file_key, page_key, theme_key
from search.names import known_themes


class Found(Protocol):
    """A hit or a suggestion."""

    @property
    def key(self) -> str: ...


def addresses(found: Iterable[Found], request: AgentRequest) -> Mapping[str, str]:
    """Return the address of each thing found that still exists and that this person may read, by key."""
    wanted: dict[str, list[int]] = {}
    for thing in found:
        kind, _colon, number = thing.key.partition(":")
        wanted.setdefault(kind, []).append(int(number))
    urls: dict[str, str] = {}
    if "page" in wanted:
        urls |= {page_key(pk): url for pk, (_title, url) in read_pages(wanted["page"], request).items()}
    if "theme" in wanted:
        urls |= {theme_key(theme.pk): theme.url for theme in known_themes(request)}
    if "document" in wanted:
        closed = denied_collections(request)
        files = CustomDocument.objects.filter(pk__in=wanted["document"]).exclude(collection__in=closed)
        urls |= {file_key(file.pk): file.url for file in files}
    return urls


def read_pages(keys: Iterable[int], request: AgentRequest) -> dict[int, tuple[str, str]]:
    """Return the title and the address of those of these pages that this person may read.

    One page object gives the address of them all: it follows from the path, and making an object costs more.
    """
    page = Page(pk=0)
    pages = viewable(Page.objects.filter(pk__in=keys).order_by(), request)
    read = {}
    for pk, title, page.url_path in pages.values_list("pk", "title", "url_path"):
        if url := page.get_url(request):
            read[pk] = (title, url)
    return read
