"""Statuses of an action, and the groups of statuses that lists and figures use."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActionStatus(models.TextChoices):
    """The status of an action."""

    TO_START = "to_start", _("To start")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")
    SUSPENDED = "suspended", _("Suspended")
    ABANDONED = "abandoned", _("Abandoned")


# An action in one of these still has something to deliver, so it can be late.
UNFINISHED = (ActionStatus.TO_START, ActionStatus.IN_PROGRESS, ActionStatus.SUSPENDED)
# An action in one of these may still welcome volunteers.
OPEN_TO_VOLUNTEERS = (ActionStatus.TO_START, ActionStatus.IN_PROGRESS)


def is_late(status: str, end: datetime.date | None, today: datetime.date) -> bool:
    """Return True if an action of this status and end is unfinished after its end date."""
    return bool(status in UNFINISHED and end and end < today)


class ActionOrigin(models.TextChoices):
    """The origin of an action."""

    WORKSHOP = "workshop", _("Workshop")
    SURVEY = "survey", _("Survey")
    PROPOSAL = "proposal", _("Proposal of an agent")
    OTHER = "other", _("Another source")


class IndicatorDirection(models.TextChoices):
    """The direction in which an indicator gets better."""

    UP = "up", _("Higher is better")
    DOWN = "down", _("Lower is better")


class ManagerRole(models.TextChoices):
    """The part that the manager of a volunteer's service plays in the offer."""

    NONE = "none", _("Nothing: the lead person alone decides")
    INFORMED = "informed", _("Is informed")
    ASKED = "asked", _("Is asked: the lead person accepts after the manager agreed")
