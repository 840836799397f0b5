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
from portal.fragments.pages import kept_page

from ..blocks import ContentBlock
from ..calls import CALLS_SHOWN
from ..enums import ManagerRole
from ..figures import PlanFigures, with_figures
from ..filters import ROWS_PER_PAGE
from ..querysets import ActionPageQuerySet
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
        def figures() -> PlanFigures:
            # By key: a project that is previewed before it is saved has none, and finds nothing.
            return PlanFigures.of(viewable(ActionPage.objects.filter(project=self.pk), request))

        def axes() -> list[Axis]:
            return with_figures(self.axes.all(), "themes__actions") if self.pk else []

        return {
            **super().get_context(request, *args, **kwargs),
            "figures": SimpleLazyObject(figures),
            "axes": SimpleLazyObject(axes),
        }

    @path("axes/<slug:slug>/")
    def axis_page(self, request: HttpRequest, slug: str) -> HttpResponse:
        axis = self.axes.filter(slug=slug).first()
        if axis is None:
            raise Http404
        shown = {
            "axis": axis,
            "themes": SimpleLazyObject(lambda: with_figures(axis.themes.all(), "actions")),
        }
        return self._part(request, "axis", axis, models.Q(theme__axis=axis), shown)

    @path("themes/<slug:slug>/")
    def theme_page(self, request: HttpRequest, slug: str) -> HttpResponse:
        theme = Theme.objects.filter(axis__project=self, slug=slug).select_related("axis").first()
        if theme is None:
            raise Http404
        theme.axis.project = self
        secondary = ActionPage.other_themes.through.objects.filter(theme=theme).values("actionpage")
        return self._part(
            request, "theme", theme, models.Q(theme=theme) | models.Q(pk__in=secondary), {"theme": theme}
        )

    def _part(
        self,
        request: HttpRequest,
        name: str,
        part: Axis | Theme,
        condition: models.Q,
        shown: dict[str, Any],
    ) -> HttpResponse:
        """Answer with the page of an axis or a theme, and those of its actions that the address asks for."""

        def actions() -> ActionPageQuerySet:
            return viewable(self.actions.filter(condition), request)

        return self.render(
            request,
            template=f"projects/{name}_page.html",
            context_overrides={
                **shown,
                "figures": SimpleLazyObject(lambda: PlanFigures.of(actions())),
                "calls": SimpleLazyObject(lambda: actions().for_cards().seeking_volunteers()[:CALLS_SHOWN]),
                "actions": kept_page(
                    request,
                    f"{name}-actions",
                    part.pk,
                    rows=lambda: actions().for_cards(),
                    per_page=ROWS_PER_PAGE,
                ),
            },
        )
