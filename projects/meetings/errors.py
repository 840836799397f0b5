"""Why a verb on a meeting is refused; the message is written for the agent who asked."""

from django.utils.translation import gettext_lazy as _

from portal.common.errors import RefusalError


class MeetingCancelledError(RefusalError):
    """It does not take place."""

    message = _("This meeting was cancelled meanwhile. Your text is below: copy it to keep it.")
