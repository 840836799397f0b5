"""When volunteers meet, the hours they give, and what their lead person writes to them."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.common.models import SubmittedOnce
from projects.models import ActionPage

from .volunteers import Volunteer

# A quarter of an hour, and a day.
HOURS_BOUNDS = [MinValueValidator(Decimal("0.25")), MaxValueValidator(Decimal(24))]


class VolunteerMeeting(SubmittedOnce):
    """A meeting of the volunteers of an action with its lead person."""

    action = models.ForeignKey(ActionPage, models.CASCADE, related_name="volunteer_meetings")
    subject = models.CharField(_("subject"), max_length=200)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("meeting of volunteers")
        verbose_name_plural = _("meetings of volunteers")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="participation_meeting_ends_after_start",
                violation_error_message=_("The meeting ends before it begins."),
            ),
            models.UniqueConstraint(fields=["action", "submission"], name="participation_meeting_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} · {timezone.localtime(self.starts_at):%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("participation:volunteer_meeting", args=[self.pk])


class VolunteerHours(SubmittedOnce):
    """Hours that a volunteer gave, at a meeting (at most one row for each) or besides."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="hours")
    meeting = models.ForeignKey(
        VolunteerMeeting, models.SET_NULL, null=True, blank=True, related_name="attendance"
    )
    date = models.DateField(_("date"))
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=2, validators=HOURS_BOUNDS)
    note = models.CharField(_("what for"), max_length=200, blank=True)

    class Meta:
        ordering = ["date", "pk"]
        verbose_name = _("hours given")
        verbose_name_plural = _("hours given")
        constraints = [
            models.UniqueConstraint(fields=["volunteer", "meeting"], name="participation_attendance_once"),
            models.CheckConstraint(
                condition=models.Q(hours__gt=0, hours__lte=24), name="participation_hours_range"
            ),
            models.UniqueConstraint(fields=["volunteer", "submission"], name="participation_hours_once"),
        ]

    def __str__(self) -> str:
        return f"{self.hours} h · {self.date:%d/%m/%Y}"


class VolunteerMessage(SubmittedOnce):
    """What a lead person wrote to volunteers of an action."""

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
            models.UniqueConstraint(fields=["action", "submission"], name="participation_message_once")
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("participation:volunteer_message", args=[self.pk])
