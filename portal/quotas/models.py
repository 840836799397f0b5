"""Counts of the limited actions of each person."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common.display import format_datetime


class QuotaUse(models.Model):
    """The count of one person's action in one period, and of its refusals. `limits` writes it."""

    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("agent")
    )
    verb = models.CharField(_("limited"), max_length=40)
    since = models.DateTimeField(_("since"))
    times = models.PositiveIntegerField(_("done"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)

    class Meta:
        ordering = ["-since", "-pk"]
        default_permissions = ("view",)
        verbose_name = _("limit reached")
        verbose_name_plural = _("limits reached")
        constraints = [
            models.UniqueConstraint(fields=["agent", "verb", "since"], name="quotas_use_once"),
        ]

    def __str__(self) -> str:
        """Name no person: the administration's log keeps this text."""
        return f"{self.verb} · {format_datetime(self.since)}"
