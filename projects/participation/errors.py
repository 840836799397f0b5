"""Why a verb of `services` refused; the message is written for the agent who asked."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ParticipationError(Exception):
    """Base of the refusals below."""

    message: str | Promise

    def __str__(self) -> str:
        return str(self.message)


class AlreadyPostedError(ParticipationError):
    """The form of this text has already posted another text."""

    message = _("A comment was already sent with this form. Check your text, then post it again.")


class CannotReplyError(ParticipationError):
    """The comment to answer was deleted or masked."""

    message = _("The comment you are answering was removed meanwhile. Your text can be posted on its own.")


class EditingClosedError(ParticipationError):
    """The time to edit has passed, or there is no text to edit any more."""

    message = _("This comment can no longer be edited. Copy your text into a new comment if you need to.")


class CallClosedError(ParticipationError):
    """The action does not look for volunteers, or no longer."""

    message = _("This call for volunteers is closed.")


class CallFullError(ParticipationError):
    """Every place is taken."""

    message = _(
        "Every place is taken. Put somebody on the waiting list or raise the number of places, then accept."
    )


class NotVolunteeringError(ParticipationError):
    """The person has withdrawn, was thanked, or never volunteered."""

    message = _("This person is no longer a volunteer for the action.")
