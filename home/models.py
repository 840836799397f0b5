"""The home page and free pages."""

from typing import Any

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
        levels = range(1, len(path_components) + 1)
        line = [f"{self.url_path}{'/'.join(path_components[:level])}/" for level in levels]
        # Slugs have an index, addresses have none.
        pages = Page.objects.filter(slug__in=path_components, url_path__in=line).order_by("-depth")
        for key, content_type, depth in pages.values_list("pk", "content_type", "depth"):
            model: Any = ContentType.objects.get_for_id(content_type).model_class()
            try:
                return model.objects.get(pk=key).route(request, path_components[depth - self.depth :])
            except Http404:
                continue
        raise Http404


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
