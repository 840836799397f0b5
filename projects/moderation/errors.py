"""Reasons to refuse an act of moderation."""

from django.utils.translation import gettext_lazy as _

from portal.common.errors import RefusalError


class OwnCommentError(RefusalError):
    """People cannot report their own comment."""

    message = _("This is your own comment: you can edit or delete it.")


class OwnConversationError(RefusalError):
    """The moderator wrote the comment or the one that it answers, or began its thread."""

    message = _("This text concerns you: another moderator has to decide.")


class DecidedMeanwhileError(RefusalError):
    """Another moderator decided first."""

    message = _(
        "Another moderator decided meanwhile. Read the decision above; your text is kept, and recorded "
        "only if you send it again."
    )


class SameModeratorError(RefusalError):
    """The moderator who took the contested decision cannot decide the appeal."""

    message = _("You took the contested decision: a second moderator has to decide about the appeal.")


class RuleNeededError(RefusalError):
    """The outcome needs a rule. Only a text that is left as it is breaks none."""

    message = _("Choose the rule of the charter that the comment does not respect.")


class NotSetByLawError(RefusalError):
    """The outcome is kept for texts that break the law. This one breaks the charter."""

    message = _("A text is withdrawn only under a rule that the law sets. Under this one, it can be folded.")


class MessageNeededError(RefusalError):
    """The author is asked to rephrase, but no message tells them what."""

    message = _("Tell the author what to rephrase: only they and moderators read this message.")


class AppealClosedError(RefusalError):
    """The decision was contested already, or another decision followed it."""

    message = _(
        "This decision can no longer be contested: it was contested once, or another decision followed it."
    )
