"""Names of the values by which results are filtered, kept for all readers until the content changes."""

from typing import NamedTuple

from django.apps import apps
from django.http import HttpRequest

from portal.common.access import is_viewable
from portal.fragments.content import kept
from projects.facets import FACETS
from projects.models import Theme

FILTERS = tuple(kind for kind in FACETS if kind.is_searched)


class KnownTheme(NamedTuple):
    """A theme of a project that the reader may read."""

    pk: int
    slug: str
    title: str
    url: str
    axis_slug: str
    axis_title: str


def known_themes(request: HttpRequest) -> list[KnownTheme]:
    """Return the themes of the live projects that this person may read."""

    def read() -> list[KnownTheme]:
        themes = Theme.objects.filter(is_viewable(request, "axis__project")).select_related("axis__project")
        return [
            KnownTheme(
                theme.pk,
                theme.slug,
                theme.title,
                theme.get_absolute_url(),
                theme.axis.slug,
                theme.axis.title,
            )
            for theme in themes
        ]

    return kept(request, "search.themes", make=read)


def named_by_editors(request: HttpRequest) -> dict[str, dict[str, str]]:
    """Return the name of each slug, for each filter whose values are rows of a model.

    It says nothing of who may see what bears them.
    """

    def read() -> dict[str, dict[str, str]]:
        return {
            kind.name: dict(apps.get_model(kind.labelled_by).objects.values_list("slug", "name"))
            for kind in FILTERS
            if kind.labelled_by
        }

    return kept(request, "search.labels", make=read)
