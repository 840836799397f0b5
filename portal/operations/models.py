"""Problems that administrators were told about."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .enums import ProblemKind


class Incident(models.Model):
    """A problem that lasts, and that administrators were told about. Telling its end deletes the row."""

    kind = models.CharField(_("kind"), max_length=10, choices=ProblemKind)
    subject = models.CharField(_("subject"), max_length=100, blank=True)
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        default_permissions = ()
        permissions = [("manage_tasks", "Can manage tasks")]
        ordering = ["pk"]
        verbose_name = _("problem told")
        verbose_name_plural = _("problems told")
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="operations_incident_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}".strip()
