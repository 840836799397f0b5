"""Outcomes of moderation, roles of moderators, remedies."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.comments.enums import ModerationState


class ModerationOutcome(models.TextChoices):
    """What a moderator decides about a comment."""

    LEAVE = "leave", _("Left as it is")
    REPHRASE = "rephrase", _("Author asked to rephrase")
    FOLD = "fold", _("Folded")
    WITHDRAW = "withdraw", _("Text withdrawn")


STATE_AFTER = {
    ModerationOutcome.LEAVE: ModerationState.VISIBLE,
    ModerationOutcome.REPHRASE: ModerationState.REPHRASING,
    ModerationOutcome.FOLD: ModerationState.FOLDED,
    ModerationOutcome.WITHDRAW: ModerationState.WITHDRAWN,
}


class Remedy(models.TextChoices):
    """What would let somebody decide a case that nobody may decide."""

    MODERATOR = (
        "moderator",
        _("Add a moderator: none of the present ones may decide about this comment."),
    )
    COMMITTEE = (
        "committee",
        _("Add somebody to the steering committee: it alone decides about a withdrawn text."),
    )
    READING = (
        "reading",
        _(
            "Let someone who could decide read the page: add them to a group that may. A page password "
            "counts for nobody: restrict the page to groups instead."
        ),
    )
    PUBLISHING = (
        "publishing",
        _("Publish its page again: a case is decided in the open, and nobody reads this page."),
    )


class ModeratorRole(models.TextChoices):
    """The role of the person who decided, as the register shows it."""

    MODERATION = "moderation", _("Moderation")
    COMMITTEE = "committee", _("Steering committee")


class AppealOutcome(models.TextChoices):
    """What a second moderator made of the first decision."""

    PENDING = "pending", _("Appeal waiting for a second moderator")
    CONFIRMED = "confirmed", _("Confirmed on appeal")
    CHANGED = "changed", _("Changed on appeal")
    OVERTURNED = "overturned", _("Overturned on appeal")
