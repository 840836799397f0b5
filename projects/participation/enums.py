"""Where a volunteer's offer stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VolunteerStatus(models.TextChoices):
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    WAITING = "waiting", _("Waiting list")
    THANKED = "thanked", _("Thanked")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# These count against the places of a call.
TAKES_A_PLACE = (VolunteerStatus.OFFERED, VolunteerStatus.ACCEPTED)
# These are shown beside the action.
STANDING = (*TAKES_A_PLACE, VolunteerStatus.WAITING)


# Conversation


class CommentKind(models.TextChoices):
    """What a comment of the first level is, if its author says so."""

    QUESTION = "question", _("Question")
    IDEA = "idea", _("Idea")
    EXPERIENCE = "experience", _("Experience")
    OBJECTION = "objection", _("Objection")


class ReactionKind(models.TextChoices):
    AGREE = "agree", _("I agree")
    THANKS = "thanks", _("Thank you")
    INTERESTING = "interesting", _("Interesting")
    UNCONVINCED = "unconvinced", _("Not convinced")


class CommentOrder(models.TextChoices):
    """The order of the first level, as addresses name it."""

    NEWEST = "recents", _("Newest first")
    OLDEST = "anciens", _("Oldest first")
    DISCUSSED = "discutes", _("Most discussed first")
