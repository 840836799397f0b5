"""Offers to help with an action, and each step they went through."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.common.display import format_date
from projects.models import ActionPage

from ..enums import NEXT_STATUSES, STANDING, ManagerWord, VolunteerStatus
from ..querysets import VolunteerQuerySet


class Volunteer(models.Model):
    """An agent's offer to help with an action: one for each agent and action."""

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
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="managed_volunteers"
    )
    manager_word = models.CharField(
        _("manager"), max_length=10, choices=ManagerWord, default=ManagerWord.NONE
    )
    kind_word = models.TextField(
        _("word to the volunteer"), blank=True, max_length=1000, help_text=_("Why, when it is declined.")
    )

    hours_total: Decimal | None  # loaded `with_hours()`

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("volunteer")
        verbose_name_plural = _("volunteers")
        constraints = [
            models.UniqueConstraint(fields=["action", "agent"], name="participation_volunteer_once")
        ]

    def __str__(self) -> str:
        return f"{self.agent} · {self.action}"

    def get_absolute_url(self) -> str:
        """Leads each person told of it to what they can do: volunteer, lead person or manager."""
        return reverse("participation:volunteer_offer", args=[self.pk])

    @property
    def is_standing(self) -> bool:
        """Neither withdrawn nor thanked nor declined."""
        return self.status in STANDING

    @property
    def manager_is_asked(self) -> bool:
        """Whether the offer waits for the word of the manager."""
        return self.manager_word == ManagerWord.ASKED

    def may_become(self, status: VolunteerStatus) -> bool:
        """Whether the life cycle lets this status follow the present one."""
        return status in NEXT_STATUSES[VolunteerStatus(self.status)]

    @cached_property
    def hours_given(self) -> Decimal:
        """Hours recorded with meetings and besides; one query."""
        total = self.hours.aggregate(total=models.Sum("hours"))["total"]
        return total or Decimal(0)

    @property
    def reference(self) -> str:
        """The number of the attestation: the year of the thanks and the number of the offer."""
        return f"{self.decided_at or self.created_at:%Y}-{self.pk:06}"


class VolunteerStep(models.Model):
    """A status that an offer took: when, by whom, and with what word."""

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
