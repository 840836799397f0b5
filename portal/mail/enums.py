"""Why a mail was given up."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GivenUp(models.TextChoices):
    """Why no sender tries a mail any more."""

    REFUSED = "refused", _("refused for good")
    ATTEMPTS = "attempts", _("not accepted in all its attempts")
    EXPIRED = "expired", _("of no use any more: it could not leave in time")
    SUPPRESSED = "suppressed", _("its address refused mail for good before")
    HELD = "held", _("on hold: a restore brought it back, and it may have left since")
