"""Why a verb of `services` refused; the message is written for the person who asked."""

from django.utils.translation import gettext_lazy as _

from portal.common.errors import RefusalError


class LastAdministratorError(RefusalError):
    """The person is the last one who can manage the portal."""

    message = _("You are the only administrator of the portal. Give this role to a colleague, then leave.")
