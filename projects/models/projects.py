"""A project and the pages of its taxonomy."""

import datetime
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from portal.common.access import viewable
from portal.common.fields import StreamField
from portal.common.models import BasePage

from ..blocks import ContentBlock
from ..enums import ManagerRole
from ..figures import PlanFigures, with_figures
from .actions import ActionIndexPage, ActionPage
from .taxonomy import Axis, Theme


class ProjectPage(RoutablePageMixin, BasePage):
    """A project and its plan. Several projects can live side by side."""

    subtitle = models.CharField(_("subtitle"), max_length=200, blank=True)
    hook = models.CharField(
        _("hook"), max_length=250, blank=True, help_text=_("The project in one sentence.")
    )
    as_of = models.DateField(
        _("situation at"),
        null=True,
        blank=True,
        help_text=_(
            "Leave empty for a plan under way. For a finished or illustrative plan: the date against "
            "which lateness is judged."
        ),
    )
    manager_role = models.CharField(
        _("the manager of a volunteer"),
        max_length=10,
        choices=ManagerRole,
        default=ManagerRole.NONE,
        help_text=_("The manager of a service is named on the service, in the settings."),
    )
    body = StreamField(ContentBlock(), blank=True, verbose_name=_("body"))

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel("subtitle"), FieldPanel("hook")],
            _("Under the title"),
            help_text=_("Axes and themes are written under “Plan” in the menu; the page shows them itself."),
        ),
        FieldPanel("body", help_text=_("The story: genesis, objectives, calendar, key figures.")),
    ]
    settings_panels = [*BasePage.settings_panels, FieldPanel("as_of"), FieldPanel("manager_role")]

    template = "projects/project_page.html"
    parent_page_types = ["home.HomePage"]
    subpage_types = [
        "projects.ActionIndexPage",
        "groups.WorkingGroupIndexPage",
        "proposals.ProposalIndexPage",
        "newsletters.NewsletterIndexPage",
        "videos.FilmIndexPage",
        "home.EditorialPage",
    ]

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")

    @property
    def today(self) -> datetime.date:
        """The date on which the plan is judged: today, unless the plan is frozen."""
        return self.as_of or timezone.localdate()

    @cached_property
    def actions_url(self) -> str:
        """Return the address of the list of actions, or "" if the project has none yet."""
        index_page = ActionIndexPage.objects.child_of(self).live().first()
        return index_page.url if index_page else ""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # By key: a project that is previewed before it is saved has none, and finds nothing.
        actions = ActionPage.objects.filter(project=self.pk)
        return {
            **super().get_context(request, *args, **kwargs),
            "figures": SimpleLazyObject(lambda: PlanFigures.of(viewable(actions, request))),
            "axes": SimpleLazyObject(
                lambda: with_figures(Axis.objects.filter(project=self.pk), "themes__actions")
            ),
        }

    @path("axes/<slug:slug>/")
    def axis_page(self, request: HttpRequest, slug: str) -> HttpResponse:
        axis = Axis.objects.filter(project=self, slug=slug).select_related("project").first()
        if axis is None:
            raise Http404
        actions = viewable(self.actions.filter(theme__axis=axis), request)
        return self.render(
            request,
            template="projects/axis_page.html",
            context_overrides={
                "axis": axis,
                "figures": SimpleLazyObject(lambda: PlanFigures.of(actions)),
                "themes": SimpleLazyObject(
                    lambda: with_figures(axis.themes.select_related("axis__project"), "actions")
                ),
                "actions": actions.for_cards(),
            },
        )

    @path("themes/<slug:slug>/")
    def theme_page(self, request: HttpRequest, slug: str) -> HttpResponse:
        theme = Theme.objects.filter(axis__project=self, slug=slug).select_related("axis__project").first()
        if theme is None:
            raise Http404
        about = models.Q(theme=theme) | models.Q(other_themes=theme)
        actions = viewable(self.actions.filter(about).distinct(), request)
        return self.render(
            request,
            template="projects/theme_page.html",
            context_overrides={
                "theme": theme,
                "figures": SimpleLazyObject(lambda: PlanFigures.of(actions)),
                "actions": actions.for_cards(),
            },
        )
