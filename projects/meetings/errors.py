"""Reasons to refuse an operation on a meeting."""

from django.utils.translation import gettext_lazy as _

from portal.common.errors import RefusalError


class MeetingCancelledError(RefusalError):
    """The meeting is cancelled, so it can no longer be changed."""

    message = _("This meeting was cancelled meanwhile. Your text is below: copy it to keep it.")
