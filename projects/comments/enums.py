"""Kinds and orders of comments, reactions, and states of moderation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ModerationState(models.TextChoices):
    """What readers see of a comment after moderation."""

    VISIBLE = "visible", _("Visible")
    REPHRASING = "rephrasing", _("Visible, its author is asked to rephrase")
    FOLDED = "folded", _("Folded")
    WITHDRAWN = "withdrawn", _("Text withdrawn")


# The text no longer stands in the open.
MASKED = (ModerationState.FOLDED, ModerationState.WITHDRAWN)


class CommentKind(models.TextChoices):
    """What the author of a first-level comment says that it is."""

    QUESTION = "question", _("Question")
    IDEA = "idea", _("Idea")
    EXPERIENCE = "experience", _("Experience")
    OBJECTION = "objection", _("Objection")


class ReactionKind(models.TextChoices):
    """The reactions that an agent may choose from."""

    AGREE = "agree", _("I agree")
    THANKS = "thanks", _("Thank you")
    INTERESTING = "interesting", _("Interesting")
    UNCONVINCED = "unconvinced", _("Not convinced")


class CommentOrder(models.TextChoices):
    """The order of the first level. The values stand in addresses."""

    NEWEST = "recents", _("Newest first")
    OLDEST = "anciens", _("Oldest first")
    DISCUSSED = "discutes", _("Most discussed first")
