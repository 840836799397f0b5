"""Requests of agents about their personal data."""

import calendar
import datetime
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.common.models import SubmittedOnce
from portal.common.text import has_something_to_read

from .enums import CLOSED, RequestKind, RequestStatus

MONTHS_PER_YEAR = 12


def one_month_after(day: datetime.date) -> datetime.date:
    """Return the last day to answer under article 12 of the GDPR: 28 February for a request of 31 January."""
    year, month = divmod(day.year * MONTHS_PER_YEAR + day.month, MONTHS_PER_YEAR)
    _weekday, last = calendar.monthrange(year, month + 1)
    return datetime.date(year, month + 1, min(day.day, last))


def due_date() -> datetime.date:
    """Return the last day to answer a request of today."""
    return one_month_after(timezone.localdate())


class PrivacyRequestQuerySet(models.QuerySet["PrivacyRequest"]):
    """Named states of requests."""

    def by(self, agent: User) -> Self:
        return self.filter(agent=agent).order_by("-created_at", "-pk")


class PrivacyRequest(SubmittedOnce):
    """A request of an agent about their data, and the answer. `services` writes it."""

    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="privacy_requests", verbose_name=_("agent")
    )
    kind = models.CharField(_("request"), max_length=20, choices=RequestKind)
    text = models.TextField(_("details"), max_length=5000)
    created_at = models.DateTimeField(_("received on"), default=timezone.now)
    due_on = models.DateField(_("answer due by"), default=due_date)
    status = models.CharField(
        _("status"), max_length=20, choices=RequestStatus, default=RequestStatus.RECEIVED
    )
    answer = models.TextField(
        _("answer"),
        blank=True,
        max_length=5000,
        help_text=_("The agent reads it on their page “My data”, and a mail tells them that it is there."),
    )
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    objects = PrivacyRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        constraints = [models.UniqueConstraint(fields=["agent", "submission"], name="privacy_request_once")]

    def __str__(self) -> str:
        """Leave out the name, since the administration's log keeps this text."""
        return gettext("request no. %(number)s") % {"number": self.pk}

    def clean(self) -> None:
        if self.is_closed and not has_something_to_read(self.answer):
            raise ValidationError({"answer": _("Say what was done, or why the request is refused.")})

    @property
    def is_closed(self) -> bool:
        return self.status in CLOSED

    @property
    def is_late(self) -> bool:
        return not self.is_closed and self.due_on < timezone.localdate()
