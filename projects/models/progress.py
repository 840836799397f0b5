"""The dated log of the progress of actions."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import ActionStatus
from .actions import ActionPage


class ProgressEntry(models.Model):
    """A change of status or progress, for readers. Only `services.record_progress` writes it."""

    action = models.ForeignKey(ActionPage, models.CASCADE, related_name="progress_entries")
    date = models.DateField(_("date"))
    status = models.CharField(_("status"), max_length=20, choices=ActionStatus)
    progress = models.PositiveSmallIntegerField(_("progress"))
    note = models.TextField(_("note"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-date", "-created_at", "-pk"]
        verbose_name = _("progress entry")
        verbose_name_plural = _("progress entries")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(progress__range=(0, 100)), name="projects_entry_progress_range"
            )
        ]
        # The newest entries of a whole plan, which the home page shows.
        indexes = [models.Index(fields=["-date", "-id"], name="projects_entry_newest")]

    def __str__(self) -> str:
        return f"{self.date} {self.get_status_display()} {self.progress} %"
