"""Reasons to refuse an operation on a meeting of a working group."""

from django.utils.translation import gettext_lazy as _

from portal.common.errors import RefusalError


class MeetingAlreadyPlannedError(RefusalError):
    """Another meeting of the group on this subject begins at this moment."""

    message = _(
        "The group has a meeting on this subject at this time already. Correct it from the group’s page."
    )


class MeetingNotHeldError(RefusalError):
    """The meeting has not begun, so it has no minutes."""

    message = _("Minutes can be written once the meeting has begun.")


class MeetingChangedError(RefusalError):
    """Somebody else wrote the minutes at the same time."""

    message = _(
        "Somebody else changed these minutes while you were writing. Compare yours with theirs, shown below, "
        "and send the whole again."
    )
