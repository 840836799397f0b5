"""An agent's settings of notification mails."""

import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common.display import format_time

from ..enums import Category, Frequency

QUIET_FROM, QUIET_UNTIL = datetime.time(19), datetime.time(8)


class MailSettings(models.Model):
    """The hours when mail may reach an agent. Without a row, the defaults hold."""

    agent = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    quiet_from = models.TimeField(_("no mail from"), default=QUIET_FROM)
    quiet_until = models.TimeField(
        _("until"), default=QUIET_UNTIL, help_text=_("The same hour twice: at any time of the day.")
    )
    working_days_only = models.BooleanField(
        _("on working days only"), default=True, help_text=_("Neither at weekends nor on public holidays.")
    )

    class Meta:
        verbose_name = _("mail settings")
        verbose_name_plural = _("mail settings")

    def __str__(self) -> str:
        return f"{format_time(self.quiet_from)} – {format_time(self.quiet_until)}"


class Preference(models.Model):
    """The frequency of mails of a category for an agent. Without a row, the default holds."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    category = models.CharField(_("category"), max_length=20, choices=Category)
    frequency = models.CharField(_("frequency"), max_length=20, choices=Frequency)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")
        constraints = [
            models.UniqueConstraint(fields=["agent", "category"], name="notifications_preference_once")
        ]

    def __str__(self) -> str:
        return f"{self.category} · {self.frequency}"
