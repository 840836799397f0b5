"""Offers to volunteer for an action, meetings, hours, messages, and contributions."""

from decimal import Decimal
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Service
from portal.common.display import format_date, format_quantity
from portal.common.models import SubmittedOnce
from portal.fragments.querysets import ContentQuerySet
from projects.meetings.models import Meeting, MeetingNotice
from projects.models import ActionPage, ProjectPage

from .enums import NEXT_STATUSES, STANDING, ContributionSource, ManagerDecision, VolunteerStatus
from .querysets import ContributionQuerySet, VolunteerQuerySet

# Before the key of a contribution that was imported with a reference of its own.
REFERENCE = "ref:"


def new_key() -> str:
    """Return the key of a contribution that comes from no file."""
    return uuid4().hex


class Volunteer(models.Model):
    """An agent's offer to volunteer for an action. There is one for each agent and action."""

    action = models.ForeignKey(ActionPage, models.CASCADE, related_name="volunteers")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="volunteering")
    message = models.TextField(_("message"), blank=True, max_length=1000)
    availability = models.CharField(_("availability"), blank=True, max_length=200)
    status = models.CharField(
        _("status"), max_length=20, choices=VolunteerStatus, default=VolunteerStatus.OFFERED
    )
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True, help_text=_("Since when the status holds."))
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="managed_volunteers",
        db_index=False,
    )
    manager_decision = models.CharField(
        _("manager"), max_length=10, choices=ManagerDecision, default=ManagerDecision.NONE
    )
    decline_message = models.TextField(
        _("message to the volunteer"), blank=True, max_length=1000, help_text=_("Why, when it is declined.")
    )

    hours_total: Decimal | None  # loaded `with_hours()`

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("volunteer")
        verbose_name_plural = _("volunteers")
        constraints = [
            models.UniqueConstraint(fields=["action", "agent"], name="volunteering_volunteer_once")
        ]
        indexes = [
            models.Index(fields=["action", "status"], name="volunteering_places"),
            models.Index(fields=["agent", "created_at", "id"], name="volunteering_of_agent"),
            models.Index(
                fields=["manager", "manager_decision", "created_at", "id"],
                condition=models.Q(manager__isnull=False),
                name="volunteering_of_manager",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent} · {self.action}"

    def get_absolute_url(self) -> str:
        """Return the address that leads the volunteer, the lead person and the manager each to their page."""
        return reverse("volunteering:volunteer_offer", args=[self.pk])

    @property
    def is_standing(self) -> bool:
        """True if the offer was not withdrawn, thanked or declined."""
        return self.status in STANDING

    @property
    def manager_is_asked(self) -> bool:
        """True if the offer waits for the manager's decision."""
        return self.manager_decision == ManagerDecision.ASKED

    def may_become(self, status: VolunteerStatus) -> bool:
        """Return True if this status may follow the present one."""
        return status in NEXT_STATUSES[VolunteerStatus(self.status)]

    @cached_property
    def hours_given(self) -> Decimal:
        """Return the hours recorded at meetings and outside them, in one query."""
        total = self.hours.aggregate(total=models.Sum("hours"))["total"]
        return total or Decimal(0)

    @property
    def reference(self) -> str:
        """The number of the attestation: the year of the thanks, then the number of the offer."""
        return f"{self.decided_at or self.created_at:%Y}-{self.pk:06}"


class VolunteerStep(models.Model):
    """One step of an offer: its new status, when, by whom, and with which note."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="steps")
    status = models.CharField(_("status"), max_length=20, choices=VolunteerStatus)
    at = models.DateTimeField(_("date"), default=timezone.now)
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("step of a volunteer")
        verbose_name_plural = _("steps of volunteers")

    def __str__(self) -> str:
        return f"{self.get_status_display()} · {format_date(self.at)}"


# A quarter of an hour, and a day.
HOURS_BOUNDS = [MinValueValidator(Decimal("0.25")), MaxValueValidator(Decimal(24))]


class VolunteerMeeting(Meeting, SubmittedOnce):
    """A meeting of the volunteers of an action with its lead person."""

    action = models.ForeignKey(ActionPage, models.CASCADE, related_name="volunteer_meetings")

    class Meta(Meeting.Meta):
        verbose_name = _("meeting of volunteers")
        verbose_name_plural = _("meetings of volunteers")
        constraints = [
            *Meeting.Meta.constraints,
            models.UniqueConstraint(fields=["action", "submission"], name="volunteering_meeting_once"),
        ]

    @property
    def page(self) -> ActionPage:
        return self.action

    def expected(self) -> set[int]:
        """Return the people who hold a place, and the lead person."""
        volunteers = Volunteer.objects.filter(action=self.action).taking_a_place()
        expected = set(volunteers.values_list("agent", flat=True))
        lead = self.action.lead_person_id
        return expected if lead is None else expected | {lead}

    def get_absolute_url(self) -> str:
        return reverse("volunteering:volunteer_meeting", args=[self.pk])

    @property
    def hours_given(self) -> dict[int, Decimal]:
        """The hours of each volunteer who came, by the volunteer's key."""
        return dict(self.attendance.values_list("volunteer_id", "hours"))


class VolunteerMeetingNotice(MeetingNotice):
    """What the notice of a meeting of volunteers has said since a given moment."""

    meeting = models.ForeignKey(VolunteerMeeting, models.CASCADE, related_name="notices")


class VolunteerHours(SubmittedOnce):
    """Hours that a volunteer gave outside meetings or at one. Each meeting has one row per volunteer."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="hours")
    meeting = models.ForeignKey(
        VolunteerMeeting, models.SET_NULL, null=True, blank=True, related_name="attendance"
    )
    date = models.DateField(_("date"))
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=2, validators=HOURS_BOUNDS)
    note = models.CharField(_("what for"), max_length=200, blank=True)

    objects = ContentQuerySet.as_manager()

    class Meta:
        ordering = ["date", "pk"]
        verbose_name = _("hours given")
        verbose_name_plural = _("hours given")
        constraints = [
            models.UniqueConstraint(fields=["volunteer", "meeting"], name="volunteering_attendance_once"),
            models.CheckConstraint(
                condition=models.Q(hours__gt=0, hours__lte=24), name="volunteering_hours_range"
            ),
            models.UniqueConstraint(fields=["volunteer", "submission"], name="volunteering_hours_once"),
        ]

    def __str__(self) -> str:
        return f"{format_quantity(self.hours, 'h')} · {format_date(self.date)}"


class VolunteerMessage(SubmittedOnce):
    """A message from a lead person to volunteers of an action."""

    action = models.ForeignKey(ActionPage, models.CASCADE, related_name="volunteer_messages")
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="messages_to_volunteers"
    )
    recipients = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="messages_of_leads")
    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("message"), max_length=5000)
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("message to volunteers")
        verbose_name_plural = _("messages to volunteers")
        constraints = [
            models.UniqueConstraint(fields=["action", "submission"], name="volunteering_message_once")
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("volunteering:volunteer_message", args=[self.pk])


NOT_NEGATIVE = [MinValueValidator(Decimal(0))]


class Contribution(models.Model):
    """Hours, people and cost of an action, a workshop or a service on one day, or of the whole project.

    People cannot be added, since one person may come twice. An overall figure includes the hours and the
    costs of its details.
    """

    project = models.ForeignKey(
        ProjectPage, models.CASCADE, related_name="contributions", verbose_name=_("project")
    )
    overall = models.BooleanField(
        _("overall historic figure"),
        default=False,
        help_text=_("The figure of the whole project: the other historic lines are parts of it."),
    )
    action = models.ForeignKey(
        ActionPage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("action"),
    )
    workshop = models.CharField(_("workshop"), max_length=160, blank=True)
    service = models.ForeignKey(
        Service,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("service"),
    )
    date = models.DateField(_("date"), help_text=_("Of a period: its last day."))
    hours = models.DecimalField(
        _("hours"), max_digits=9, decimal_places=2, default=Decimal(0), validators=NOT_NEGATIVE
    )
    people = models.PositiveIntegerField(_("people"), default=0)
    cost = models.DecimalField(
        _("cost (€)"), max_digits=11, decimal_places=2, default=Decimal(0), validators=NOT_NEGATIVE
    )
    source = models.CharField(
        _("source"), max_length=10, choices=ContributionSource, default=ContributionSource.HISTORIC
    )
    note = models.CharField(_("note"), max_length=250, blank=True)
    # By which the import knows the line: exports write it as the reference.
    import_key = models.CharField(max_length=100, default=new_key, editable=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-pk"]
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=models.Q(overall=True),
                name="volunteering_contribution_overall",
                violation_error_message=_("This project has an overall figure already."),
            ),
            models.UniqueConstraint(
                fields=["project", "import_key"],
                condition=~models.Q(import_key=""),
                name="volunteering_contribution_imported",
            ),
            models.CheckConstraint(
                condition=models.Q(hours__gte=0, cost__gte=0), name="volunteering_contribution_positive"
            ),
        ]

    def __str__(self) -> str:
        what = self.action or self.workshop or self.service or _("The whole project")
        return f"{what} · {format_date(self.date)}"

    @property
    def action_number(self) -> int | None:
        return self.action.number if self.action else None

    @property
    def reference(self) -> str:
        """The name of the contribution in tables: that of the file it was imported from, or its key."""
        return self.import_key.removeprefix(REFERENCE)

    def clean(self) -> None:
        errors = {}
        if self.overall and (self.action_id or self.service_id or self.workshop):
            errors["overall"] = _("The overall figure names no action, workshop or service.")
        if self.overall and self.source != ContributionSource.HISTORIC:
            errors["source"] = _("The overall figure is historic.")
        if self.action and self.project_id and self.action.project_id != self.project_id:
            errors["action"] = _("This action belongs to another project.")
        if errors:
            raise ValidationError(errors)
