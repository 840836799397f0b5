"""Reasons to refuse an operation on volunteers."""

from django.utils.translation import gettext_lazy as _

from portal.common.errors import RefusalError


class CallClosedError(RefusalError):
    """The action does not look for volunteers, or no longer does."""

    message = _("This call for volunteers is closed.")


class CallFullError(RefusalError):
    """Every place is taken."""

    message = _(
        "Every place is taken. Put somebody on the waiting list or raise the number of places, then accept."
    )


class NotVolunteeringError(RefusalError):
    """The person has withdrawn, was thanked, or never volunteered."""

    message = _("This person is no longer a volunteer for the action.")


class ManagerAskedError(RefusalError):
    """The manager of the volunteer's service has not answered yet."""

    message = _("The manager of this person’s service is asked first, and has not answered yet.")


class ManagerAnsweredError(RefusalError):
    """The manager need not decide: they already have, or the offer is gone."""

    message = _("This request no longer needs your approval.")


class RefusedTransitionError(RefusalError):
    """An offer cannot go from its present status to this one."""

    message = _("Meanwhile the offer has changed: this can no longer be done.")


class NobodyToMessageError(RefusalError):
    """No volunteer matches the filters."""

    message = _("No volunteer is left to write to: widen the filters above.")
