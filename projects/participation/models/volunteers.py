"""Offers to help with an action."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import ActionPage

from ..enums import STANDING, VolunteerStatus
from ..querysets import VolunteerQuerySet


class Volunteer(models.Model):
    """An agent's offer to help with an action."""

    action = models.ForeignKey(ActionPage, models.CASCADE, related_name="volunteers")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="volunteering")
    message = models.TextField(_("message"), blank=True, max_length=1000)
    availability = models.CharField(_("availability"), blank=True, max_length=200)
    status = models.CharField(
        _("status"), max_length=20, choices=VolunteerStatus, default=VolunteerStatus.OFFERED
    )
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)

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

    @property
    def is_standing(self) -> bool:
        """Neither withdrawn nor thanked."""
        return self.status in STANDING
