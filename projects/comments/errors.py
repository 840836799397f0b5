"""Reasons to refuse a comment."""

from django.utils.translation import gettext_lazy as _

from portal.common.errors import RefusalError


class CannotReplyError(RefusalError):
    """The comment to answer was deleted or masked."""

    message = _("The comment you are answering was removed meanwhile. Your text can be posted on its own.")


class CommentGoneError(RefusalError):
    """The comment was deleted or masked."""

    message = _("This comment was removed meanwhile.")
