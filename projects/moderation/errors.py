"""Why moderation is refused."""

from django.utils.translation import gettext_lazy as _

from projects.errors import RefusalError


class OwnCommentError(RefusalError):
    """Nobody reports their own comment."""

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
    """An appeal is decided by somebody else than the contested decision."""

    message = _("You took the contested decision: a second moderator has to decide about the appeal.")


class RuleNeededError(RefusalError):
    """Only a text that is left as it is breaks no rule."""

    message = _("Choose the rule of the charter that the comment does not respect.")


class NotSetByLawError(RefusalError):
    """The text breaks the charter, not the law."""

    message = _("A text is withdrawn only under a rule that the law sets. Under this one, it can be folded.")


class MessageNeededError(RefusalError):
    """The author is asked to rephrase without being told what."""

    message = _("Tell the author what to rephrase: only they and moderators read this message.")


class AppealClosedError(RefusalError):
    """There was an appeal already, or another decision followed."""

    message = _("This decision cannot be contested any more: it was contested once, or another followed.")
