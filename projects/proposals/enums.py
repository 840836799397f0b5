"""Outcomes of an answer, and orders of the list."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProposalOutcome(models.TextChoices):
    """What the steering committee answers."""

    TAKEN_UP = "taken_up", _("Taken up")
    JOINED = "joined", _("Joined to an action")
    NOT_TAKEN_UP = "not_taken_up", _("Not taken up")


class ProposalOrder(models.TextChoices):
    """The order of the list. The values stand in addresses."""

    SUPPORTED = "soutiens", _("Most supported first")
    NEWEST = "recentes", _("Newest first")
    AWAITING = "attente", _("Awaiting an answer first")
