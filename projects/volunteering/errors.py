"""Reasons to refuse an operation on volunteers."""

from django.utils.translation import gettext_lazy as _

from portal.common.errors import RefusalError


class NotVolunteeringError(RefusalError):
    """The person has withdrawn, was thanked, or never volunteered."""

    message = _("This person is no longer a volunteer for the action.")


class RefusedTransitionError(RefusalError):
    """An offer cannot go from its present status to this one."""

    message = _("The offer has changed in the meantime: this can no longer be done.")
