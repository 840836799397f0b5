"""What is done beside the requests: rows are the truth, the queues of Huey only say that there is work."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.common.schedule import Lane

# A job is late when it has not ended well for so many periods, and for so long.
LATE_PERIODS, LATE_AFTER = 3, datetime.timedelta(minutes=2)


class TaskQuerySet(models.QuerySet["Task"]):
    """States of the tasks."""

    def periodic(self) -> Self:
        return self.filter(period__isnull=False)

    def once(self) -> Self:
        return self.filter(period__isnull=True)

    def due(self, now: datetime.datetime) -> Self:
        """Return tasks whose time has come and that no worker has, the longest due first."""
        return self.filter(due_at__lte=now).unclaimed(now).order_by("due_at", "pk")

    def unclaimed(self, now: datetime.datetime) -> Self:
        return self.filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=now))

    def waiting(self, now: datetime.datetime) -> Self:
        """Return tasks that a worker will take, now or later, and that none has."""
        return self.filter(due_at__isnull=False).unclaimed(now)

    def running(self, now: datetime.datetime) -> Self:
        return self.filter(claimed_until__gt=now)

    def given_up(self) -> Self:
        return self.filter(given_up_at__isnull=False)

    def late(self, now: datetime.datetime) -> Self:
        """Return periodic tasks that have not ended well for three periods."""
        seconds = models.ExpressionWrapper(F("period") * LATE_PERIODS, output_field=models.FloatField())
        found = [
            pk
            for pk, wanted, since in self.periodic().values_list(
                "pk", seconds, models.functions.Coalesce("succeeded_at", "created_at")
            )
            if now - since > max(LATE_AFTER, datetime.timedelta(seconds=wanted))
        ]
        return self.filter(pk__in=found)

    def heartbeat(self) -> datetime.datetime | None:
        """Return when a worker last began something, or None."""
        return self.aggregate(last=Max("started_at"))["last"]


class Task(models.Model):
    """Work for a worker of a lane: a periodic command, or something to do once.

    What is done once is written in the transaction of what it follows, and deleted when it is done. What
    fails is tried again after a longer and longer pause. After the last attempt, what is done once is given
    up: it stays, with the reason.
    """

    name = models.CharField(_("name"), max_length=100)
    arguments = models.JSONField(default=dict)
    lane = models.CharField(_("lane"), max_length=10, choices=Lane)
    period = models.FloatField(_("period"), null=True, editable=False)  # seconds; empty: done once
    limit = models.FloatField(editable=False)  # seconds that a run may take
    created_at = models.DateTimeField(_("written on"), default=timezone.now)
    due_at = models.DateTimeField(_("next run"), null=True, default=timezone.now)
    queued_at = models.DateTimeField(null=True, editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)
    claimed_by = models.CharField(max_length=255, blank=True, editable=False)  # host:process
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)  # since it last ended well
    started_at = models.DateTimeField(_("last run"), null=True)
    succeeded_at = models.DateTimeField(_("last success"), null=True)
    duration = models.FloatField(_("duration"), null=True)  # seconds
    result = models.CharField(_("result"), max_length=300, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    given_up_at = models.DateTimeField(_("given up on"), null=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(period__isnull=False), name="task_periodic_once"
            ),
            models.CheckConstraint(
                condition=Q(given_up_at__isnull=True) | Q(due_at__isnull=True),
                name="task_given_up_is_not_due",
            ),
        ]
        indexes = [
            models.Index(fields=["lane", "due_at"], condition=Q(due_at__isnull=False), name="task_due"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"

    @classmethod
    def add(cls, name: str, arguments: dict[str, Any], *, lane: Lane, limit: float) -> "Task":
        """Write something to do once, in the present transaction."""
        return cls.objects.create(name=name, arguments=arguments, lane=lane, limit=limit)
