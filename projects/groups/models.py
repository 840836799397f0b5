"""The working groups that carry out the plan."""

from typing import Any

from django.conf import settings
from django.core.paginator import Page as ResultPage
from django.core.paginator import Paginator
from django.db import models
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.query import PageQuerySet

from portal.accounts.models import Service
from portal.common.access import viewable
from portal.common.fields import StreamField
from portal.common.models import BasePage
from portal.fragments.pages import kept_page
from projects.blocks import ContentBlock
from projects.calls import CALLS_SHOWN
from projects.figures import PlanFigures
from projects.filters import ROWS_PER_PAGE
from projects.meetings.models import Meeting, MeetingNotice
from projects.models import ActionPage
from projects.querysets import ActionPageQuerySet

from .page_form import WorkingGroupPageForm

GROUPS_PER_PAGE = 24
MEETINGS_PER_PAGE = 12  # with their agendas and minutes
MEMBERS_PER_PAGE = 40
# The page of a group has three lists: the parameter of its actions is `page`.
MEETINGS_PARAMETER, MEMBERS_PARAMETER = "reunions", "membres"


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
        carried = ActionPage.objects.live().filter(working_group=models.OuterRef("pk")).order_by()
        count = carried.values("working_group").annotate(count=models.Count("pk")).values("count")

        def groups() -> PageQuerySet:
            readable = viewable(WorkingGroupPage.objects.child_of(self), request).defer_streamfields()
            counted = readable.annotate(action_count=Coalesce(models.Subquery(count), 0))
            return counted.select_related("lead_service", "facilitator").order_by("number", "pk")

        return {
            **super().get_context(request, *args, **kwargs),
            "groups": kept_page(request, "groups", self.pk, rows=groups, per_page=GROUPS_PER_PAGE),
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
        def actions() -> ActionPageQuerySet:
            # The preview of a group that was never saved has no action yet, nor members and meetings.
            carried = ActionPage.objects.filter(working_group=self) if self.pk else ActionPage.objects.none()
            return viewable(carried, request)

        return {
            **super().get_context(request, *args, **kwargs),
            **self._meetings(request),
            "members": self._members(request),
            "actions": kept_page(
                request,
                "group-actions",
                self.pk,
                rows=lambda: actions().for_cards(),
                per_page=ROWS_PER_PAGE,
            ),
            "calls": SimpleLazyObject(lambda: actions().for_cards().seeking_volunteers()[:CALLS_SHOWN]),
            "figures": SimpleLazyObject(lambda: PlanFigures.of(actions())),
            "project": SimpleLazyObject(lambda: self.get_parent().get_parent().specific),
        }

    def _meetings(self, request: HttpRequest) -> dict[str, Any]:
        """Return a page of meetings: those to come, from the next one, and past ones, from the latest."""
        meetings = self.meetings.all() if self.pk else GroupMeeting.objects.none()
        page = Paginator(meetings, MEETINGS_PER_PAGE).get_page(request.GET.get(MEETINGS_PARAMETER))
        return {
            "meetings": page,
            "meetings_to_come": [meeting for meeting in reversed(page) if not meeting.has_ended],
            "past_meetings": [meeting for meeting in page if meeting.has_ended and not meeting.cancelled_at],
        }

    def _members(self, request: HttpRequest) -> ResultPage:
        members = (
            GroupMember.objects.active().filter(group=self.pk) if self.pk else GroupMember.objects.none()
        )
        return Paginator(members, MEMBERS_PER_PAGE).get_page(request.GET.get(MEMBERS_PARAMETER))


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
