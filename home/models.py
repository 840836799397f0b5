"""The home page and free pages."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
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
        """Find a page by its whole address at once rather than one query or two per level."""
        request.home_page = self
        if path_components:
            url_path = f"{self.url_path}{'/'.join(path_components)}/"
            # The slug has an index, which whole addresses lack.
            pages = Page.objects.filter(slug=path_components[-1], url_path=url_path)
            found = pages.values_list("pk", "content_type").first()
            if found is not None:
                model = ContentType.objects.get_for_id(found[1]).model_class()
                return model.objects.get(pk=found[0]).route(request, [])
        return super().route(request, path_components)


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
