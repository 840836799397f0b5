"""Base models of meetings: when and where they take place, and what was announced.

An app extends both. Its meeting says to which page it belongs and who is expected. Its notice refers to the
meeting, with `notices` as the reverse name.
"""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class Announced(models.Model):
    """What is announced about every meeting."""

    subject = models.CharField(_("subject"), max_length=160)
    starts_at = models.DateTimeField(_("beginning"))
    ends_at = models.DateTimeField(_("end"))
    place = models.CharField(_("place"), max_length=160, blank=True)

    class Meta:
        abstract = True


class Meeting(Announced):
    """A meeting to come, past or cancelled. `projects.meetings.services` holds its operations."""

    # The fields that a notice repeats; an app may add to them.
    ANNOUNCED: ClassVar[tuple[str, ...]] = ("subject", "starts_at", "ends_at", "place")

    # Calendars know the meeting by `uid`, for ever. `sequence` counts the changes to its announcement.
    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    # A cancelled meeting stays: people who noted it must learn that it does not take place.
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)

    notices: Any  # the reverse of `MeetingNotice.meeting`

    class Meta:
        abstract = True
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="%(app_label)s_%(class)s_ends_after",
                violation_error_message=_("The meeting ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def page(self) -> Page:
        """The page of the meeting. People who may not read it learn nothing of the meeting."""
        raise NotImplementedError

    @property
    def description(self) -> str:
        """The text that a calendar shows besides the announcement."""
        return ""

    def expected(self) -> Iterable[int]:
        """Return the keys of the agents who should come."""
        raise NotImplementedError

    def get_absolute_url(self) -> str:
        raise NotImplementedError

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= timezone.now()

    @property
    def has_ended(self) -> bool:
        return self.ends_at < timezone.now()

    @property
    def was_announced(self) -> bool:
        """True if people could hear of it before its end. Otherwise it was recorded afterwards."""
        found: bool = self.notices.filter(at__lt=models.F("ends_at")).exists()
        return found


class MeetingNotice(Announced):
    """One announcement of a meeting: it is planned, changed or cancelled."""

    meeting: Any
    previous = models.OneToOneField("self", models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()
    is_cancelled = models.BooleanField(default=False)

    class Meta:
        abstract = True
        ordering = ["pk"]
        verbose_name = _("notice of a meeting")
        verbose_name_plural = _("notices of meetings")

    def __str__(self) -> str:
        return self.subject

    @property
    def changed(self) -> list[str]:
        """The names of the fields that differ from the notice before."""
        if self.previous is None:
            return []
        names = self.meeting.ANNOUNCED
        return [name for name in names if getattr(self, name) != getattr(self.previous, name)]
