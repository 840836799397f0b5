"""What can be wrong with the work beside the requests."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProblemKind(models.TextChoices):
    """A kind of problem; its subject is a command, a task's name, a lane, or nothing."""

    SILENT = "silent", _("No worker works")
    STILL = "still", _("A lane stands still")
    LATE = "late", _("A periodic job is late")
    GIVEN_UP = "given_up", _("Tasks are given up")
