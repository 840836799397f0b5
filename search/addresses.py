"""Addresses of results, for people who may open them."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from wagtail.models import Page

from portal.accounts.requests import AgentRequest
from portal.common.access import viewable
from portal.media.models import CustomDocument
from projects.models import Theme
from search.access import denied_collections
from search.index.documents import file_key, page_key, theme_key


class Found(Protocol):
    """A hit or a suggestion."""

    @property
    def key(self) -> str: ...


def addresses(
    found: Iterable[Found], request: AgentRequest, themes: Iterable[Theme] | None = None
) -> Mapping[str, str]:
    """Return the address of each thing found that still exists and that this person may read, by key.

    `themes` are those that this person may read, if they are known already.
    """
    wanted: dict[str, list[int]] = {}
    for thing in found:
        kind, _colon, number = thing.key.partition(":")
        wanted.setdefault(kind, []).append(int(number))
    urls: dict[str, str] = {}
    if "page" in wanted:
        pages = viewable(Page.objects.filter(pk__in=wanted["page"]), request)
        urls |= {page_key(page.pk): url for page in pages if (url := page.get_url(request))}
    if "theme" in wanted:
        urls |= {
            theme_key(theme.pk): theme.get_absolute_url() for theme in themes or _themes(wanted, request)
        }
    if "document" in wanted:
        closed = denied_collections(request)
        files = CustomDocument.objects.filter(pk__in=wanted["document"]).exclude(collection__in=closed)
        urls |= {file_key(file.pk): file.url for file in files}
    return urls


def _themes(wanted: dict[str, list[int]], request: AgentRequest) -> Iterable[Theme]:
    projects = viewable(Page.objects.all(), request)
    themes = Theme.objects.filter(pk__in=wanted["theme"], axis__project__in=projects.values("pk"))
    return themes.select_related("axis__project")
