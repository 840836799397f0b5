"""The home page and free pages."""

from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from portal.accounts.requests import AgentRequest
from portal.common.fields import StreamField
from portal.common.models import BasePage
from portal.fragments.content import kept

from .blocks import EditorialBlock
from .overview import home_overview


class PagePlace(NamedTuple):
    """Where a page is found."""

    pk: int
    content_type: int
    depth: int

    def load(self) -> Page:
        model: Any = ContentType.objects.get_for_id(self.content_type).model_class()
        page: Page = model.objects.get(pk=self.pk)
        return page


class HomePage(BasePage):
    """The root of the portal, and what its header and footer need to know."""

    project = models.ForeignKey(
        "projects.ProjectPage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("project on the front page"),
    )
    bodies = models.TextField(
        _("organisations in the header"),
        blank=True,
        help_text=_("The public bodies that share the portal, one per line."),
    )
    demonstration = models.BooleanField(
        _("demonstration content"),
        default=False,
        help_text=_("Says in the footer of every page that people and actions are invented."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel(
            "project", help_text=_("Its figures, its news and its calls for volunteers fill the home page.")
        ),
        FieldPanel("bodies"),
    ]
    settings_panels = [*BasePage.settings_panels, FieldPanel("demonstration")]

    template = "home/home_page.html"
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "projects.ProjectPage",
        "videos.FilmIndexPage",
        "newsletters.NewsletterIndexPage",
        "home.EditorialPage",
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: AgentRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        project = kept(request, "home-project", self.pk, make=lambda: self.project)
        return {**super().get_context(request, *args, **kwargs), **home_overview(project, request)}

    def route(self, request: AgentRequest, path_components: list[str]) -> RouteResult:
        """Find the pages of an address at once rather than by one query or two per level.

        The deepest one that answers to the rest of the address is shown: a project answers to its themes.
        """
        request.home_page = self
        if not path_components:
            return super().route(request, path_components)
        line: list[PagePlace] = []

        def find() -> PagePlace | None:
            line[:] = self._line(path_components)
            is_whole = line and line[0].depth == self.depth + len(path_components)
            return line[0] if is_whole else None

        # What follows the address of a page is its own affair, and is not kept: anything may follow.
        found = kept(request, "address", path_components, make=find)
        for place in [found] if found else line:
            page: Any = kept(request, "page", place.pk, make=place.load)
            try:
                return page.route(request, path_components[place.depth - self.depth :])
            except Http404:
                continue
        raise Http404

    def _line(self, path_components: list[str]) -> list[PagePlace]:
        """Return the pages whose addresses begin this one, the deepest first."""
        levels = range(1, len(path_components) + 1)
        line = [f"{self.url_path}{'/'.join(path_components[:level])}/" for level in levels]
        # Slugs have an index, addresses have none.
        pages = Page.objects.filter(slug__in=path_components, url_path__in=line).order_by("-depth")
        return [PagePlace(*place) for place in pages.values_list("pk", "content_type", "depth")]


class EditorialPage(BasePage):
    """A free page: charter, help, news, legal pages (`legal_pages`)."""

    body = StreamField(EditorialBlock(), blank=True, verbose_name=_("body"))

    content_panels = [*BasePage.content_panels, FieldPanel("body")]

    template = "home/editorial_page.html"
    parent_page_types = ["home.HomePage", "projects.ProjectPage", "home.EditorialPage"]
    subpage_types = ["home.EditorialPage"]

    class Meta:
        verbose_name = _("editorial page")
        verbose_name_plural = _("editorial pages")
