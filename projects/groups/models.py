"""The working groups that carry out the plan."""

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from portal.accounts.models import Service
from portal.common.access import viewable
from portal.common.fields import StreamField
from portal.common.models import BasePage
from projects.blocks import ContentBlock
from projects.figures import PlanFigures
from projects.meetings.models import Meeting, MeetingNotice
from projects.models import ActionPage

from .page_form import WorkingGroupPageForm

# Meetings that a group's page shows at first: those to come, and some two years of the past.
MEETINGS_SHOWN = 24
# `?reunions=toutes` shows the others too.
MEETINGS_PARAMETER, ALL_MEETINGS = "reunions", "toutes"


class WorkingGroupIndexPage(BasePage):
    """The working groups of a project."""

    max_count_per_parent = 1
    template = "groups/working_group_index_page.html"
    parent_page_types = ["projects.ProjectPage"]
    subpage_types = ["groups.WorkingGroupPage"]

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

    base_form_class = WorkingGroupPageForm
    template = "groups/working_group_page.html"
    parent_page_types = ["groups.WorkingGroupIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # The preview of a group that was never saved has no action yet, nor members.
        carried = ActionPage.objects.filter(working_group=self) if self.pk else ActionPage.objects.none()
        actions = viewable(carried, request)
        return {
            **super().get_context(request, *args, **kwargs),
            "members": GroupMember.objects.active().filter(group=self.pk) if self.pk else [],
            **self._meetings(every=request.GET.get(MEETINGS_PARAMETER) == ALL_MEETINGS),
            "actions": actions.for_cards(),
            "figures": PlanFigures.of(actions),
            "project": self.get_parent().get_parent().specific,
        }

    def _meetings(self, *, every: bool) -> dict[str, Any]:
        """Return the meetings to come, from the next one, and the past ones, from the latest."""
        meetings = list(self.meetings.all()[: None if every else MEETINGS_SHOWN + 1]) if self.pk else []
        shown = meetings if every else meetings[:MEETINGS_SHOWN]
        return {
            "meetings_to_come": [meeting for meeting in reversed(shown) if not meeting.has_ended],
            "past_meetings": [meeting for meeting in shown if meeting.has_ended and not meeting.cancelled_at],
            "all_meetings_query": f"?{MEETINGS_PARAMETER}={ALL_MEETINGS}"
            if len(meetings) > len(shown)
            else "",
        }


class GroupMemberQuerySet(models.QuerySet["GroupMember"]):
    """Members of working groups."""

    def active(self) -> "GroupMemberQuerySet":
        """Return members with an open account, by name, with their services."""
        people = self.filter(agent__is_active=True).select_related("agent__service")
        return people.order_by("agent__last_name", "agent__first_name", "pk")


class GroupMember(models.Model):
    """An agent who works in a group."""

    group = models.ForeignKey(WorkingGroupPage, models.CASCADE, related_name="members")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="group_memberships")
    joined_at = models.DateTimeField(default=timezone.now)

    objects = GroupMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a working group")
        verbose_name_plural = _("members of working groups")
        constraints = [models.UniqueConstraint(fields=["group", "agent"], name="groups_member_once")]

    def __str__(self) -> str:
        return f"{self.agent} · {self.group}"


class GroupMeetingQuerySet(models.QuerySet["GroupMeeting"]):
    """Meetings of working groups."""

    def to_come(self) -> "GroupMeetingQuerySet":
        """Return meetings that are not over, from the next one."""
        return self.filter(ends_at__gte=timezone.now()).order_by("starts_at", "pk")


class GroupMeeting(Meeting):
    """A meeting of a group, with its agenda and, afterwards, its minutes."""

    ANNOUNCED = (*Meeting.ANNOUNCED, "agenda")

    group = models.ForeignKey(WorkingGroupPage, models.CASCADE, related_name="meetings")
    agenda = models.TextField(_("agenda"), max_length=5000, blank=True)
    minutes = models.TextField(_("minutes"), max_length=20_000, blank=True)
    minutes_published_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = GroupMeetingQuerySet.as_manager()

    class Meta(Meeting.Meta):
        verbose_name = _("meeting of a working group")
        verbose_name_plural = _("meetings of working groups")
        constraints = [
            *Meeting.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(minutes="", minutes_published_at__isnull=True)
                | (~models.Q(minutes="") & models.Q(minutes_published_at__isnull=False)),
                name="groups_minutes_dated",
            ),
            models.CheckConstraint(
                condition=models.Q(cancelled_at__isnull=True) | models.Q(minutes=""),
                name="groups_cancelled_without_minutes",
            ),
            # A double click plans one meeting.
            models.UniqueConstraint(
                fields=["group", "starts_at", "subject"],
                condition=models.Q(cancelled_at__isnull=True),
                name="groups_meeting_once",
            ),
        ]

    @property
    def page(self) -> WorkingGroupPage:
        return self.group

    @property
    def description(self) -> str:
        return self.agenda

    def expected(self) -> set[int]:
        """Return the keys of the members and of the facilitator."""
        members = set(self.group.members.values_list("agent", flat=True))
        facilitator = self.group.facilitator_id
        return members if facilitator is None else members | {facilitator}

    def get_absolute_url(self) -> str:
        """Return the place of the meeting on the page of its group."""
        return f"{self.group.get_url() or ''}#reunion-{self.pk}"


class GroupMeetingNotice(MeetingNotice):
    """One announcement of a meeting of a group."""

    meeting = models.ForeignKey(GroupMeeting, models.CASCADE, related_name="notices")
    agenda = models.TextField(_("agenda"), blank=True)
