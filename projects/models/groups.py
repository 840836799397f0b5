"""The working groups that carry out the plan."""

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField

from portal.accounts.models import Service
from portal.common.access import viewable
from portal.common.blocks import ContentBlock
from portal.common.models import BasePage

from ..figures import PlanFigures
from .actions import ActionPage


class WorkingGroupIndexPage(BasePage):
    """The working groups of a project."""

    max_count_per_parent = 1
    template = "projects/working_group_index_page.html"
    parent_page_types = ["projects.ProjectPage"]
    subpage_types = ["projects.WorkingGroupPage"]

    class Meta:
        verbose_name = _("list of working groups")
        verbose_name_plural = _("lists of working groups")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        groups = viewable(WorkingGroupPage.objects.child_of(self), request).select_related(
            "lead_service", "facilitator"
        )
        return {
            **super().get_context(request, *args, **kwargs),
            "groups": groups.annotate(
                action_count=models.Count("actions", filter=models.Q(actions__live=True))
            ).order_by("number"),
        }


class WorkingGroupPage(BasePage):
    """A group of agents that carries out some actions of the plan."""

    number = models.PositiveSmallIntegerField(_("number"))
    lead_service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lead service")
    )
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="facilitated_groups",
        verbose_name=_("facilitator"),
    )
    mission = models.TextField(_("mission letter"), blank=True)
    rhythm = models.CharField(
        _("rhythm"), max_length=160, blank=True, help_text=_("When and where the group meets.")
    )
    body = StreamField(ContentBlock(), blank=True, verbose_name=_("body"))

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("number"), FieldPanel("mission"), FieldPanel("rhythm")], _("The group")),
        MultiFieldPanel(
            [FieldPanel("lead_service"), FieldPanel("facilitator")],
            _("Who runs it"),
            help_text=_("Actions join the group from their own page, under “Place in the plan”."),
        ),
        FieldPanel("body"),
    ]

    template = "projects/working_group_page.html"
    parent_page_types = ["projects.WorkingGroupIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # The preview of a group that was never saved has no action yet.
        carried = ActionPage.objects.filter(working_group=self) if self.pk else ActionPage.objects.none()
        actions = viewable(carried, request)
        return {
            **super().get_context(request, *args, **kwargs),
            "actions": actions.for_cards(),
            "figures": PlanFigures.of(actions),
            "project": self.get_parent().get_parent().specific,
        }
