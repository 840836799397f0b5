"""Where an offer, a comment or a decision stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VolunteerStatus(models.TextChoices):
    OFFERED = "offered", _("Offered")
    WAITING = "waiting", _("Waiting list")
    ACCEPTED = "accepted", _("Accepted")
    ACTIVE = "active", _("Taking part")
    DONE = "done", _("Thanked")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# These are at work or about to be.
ENGAGED = (VolunteerStatus.OFFERED, VolunteerStatus.ACCEPTED, VolunteerStatus.ACTIVE)
# These count against the places of a call. Help that was given has answered the call: it frees no place.
TAKES_A_PLACE = (*ENGAGED, VolunteerStatus.DONE)
# These can be withdrawn.
STANDING = (*ENGAGED, VolunteerStatus.WAITING)
# These are shown beside the action.
SHOWN = (*TAKES_A_PLACE, VolunteerStatus.WAITING)

# What may follow each status. Withdrawn and thanked are ends; who withdrew may offer again.
NEXT_STATUSES: dict[VolunteerStatus, tuple[VolunteerStatus, ...]] = {
    VolunteerStatus.OFFERED: (
        VolunteerStatus.ACCEPTED,
        VolunteerStatus.WAITING,
        VolunteerStatus.DECLINED,
        VolunteerStatus.WITHDRAWN,
    ),
    VolunteerStatus.WAITING: (
        VolunteerStatus.OFFERED,
        VolunteerStatus.ACCEPTED,
        VolunteerStatus.DECLINED,
        VolunteerStatus.WITHDRAWN,
    ),
    VolunteerStatus.ACCEPTED: (
        VolunteerStatus.ACTIVE,
        VolunteerStatus.DONE,
        VolunteerStatus.WAITING,
        VolunteerStatus.DECLINED,
        VolunteerStatus.WITHDRAWN,
    ),
    VolunteerStatus.ACTIVE: (VolunteerStatus.DONE, VolunteerStatus.WITHDRAWN),
    VolunteerStatus.DECLINED: (VolunteerStatus.ACCEPTED,),
    VolunteerStatus.DONE: (),
    VolunteerStatus.WITHDRAWN: (VolunteerStatus.OFFERED, VolunteerStatus.WAITING),
}


class ManagerWord(models.TextChoices):
    """What the manager of a volunteer's service was told, and said."""

    NONE = "none", _("Not concerned")
    INFORMED = "informed", _("Informed")
    ASKED = "asked", _("Asked, has not answered yet")
    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", _("Did not agree")


class ContributionSource(models.TextChoices):
    HISTORIC = "historic", _("Historic figure")
    RECORDED = "recorded", _("Recorded")


# Moderation


class ModerationState(models.TextChoices):
    """What readers see of a comment."""

    VISIBLE = "visible", _("Visible")
    REPHRASING = "rephrasing", _("Visible, its author is asked to rephrase")
    FOLDED = "folded", _("Folded")
    WITHDRAWN = "withdrawn", _("Text withdrawn")


# The text no longer stands in the open.
MASKED = (ModerationState.FOLDED, ModerationState.WITHDRAWN)


class ModerationOutcome(models.TextChoices):
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
    """What lets somebody decide about a text that nobody may decide about."""

    MODERATOR = (
        "moderator",
        _("Add somebody to the moderators: none of those of today may decide about it."),
    )
    COMMITTEE = (
        "committee",
        _("Add somebody to the steering committee: it alone decides about a withdrawn text."),
    )
    READING = (
        "reading",
        _(
            "Let one of those who could decide read the page: add them to a group that may. A password of "
            "the page counts for nobody: keep the page for groups instead."
        ),
    )
    PUBLISHING = (
        "publishing",
        _("Publish its page again: a case is decided in the open, and nobody reads this page."),
    )


class ModeratorRole(models.TextChoices):
    """Who decided, as the register says it."""

    MODERATION = "moderation", _("Moderation")
    COMMITTEE = "committee", _("Steering committee")


class AppealOutcome(models.TextChoices):
    PENDING = "pending", _("Appeal waiting for a second moderator")
    CONFIRMED = "confirmed", _("Confirmed on appeal")
    CHANGED = "changed", _("Changed on appeal")
    OVERTURNED = "overturned", _("Overturned on appeal")


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


# Proposals


class ProposalOutcome(models.TextChoices):
    """What the steering committee answered."""

    TAKEN_UP = "taken_up", _("Taken up")
    JOINED = "joined", _("Joined to an action")
    NOT_TAKEN_UP = "not_taken_up", _("Not taken up")


class ProposalOrder(models.TextChoices):
    """The order of the list, as addresses name it."""

    SUPPORTED = "soutiens", _("Most supported first")
    NEWEST = "recentes", _("Newest first")
    AWAITING = "attente", _("Awaiting an answer first")
