"""Reasons to refuse a proposal, a support or an answer."""

from django.utils.translation import gettext_lazy as _

from projects.errors import RefusalError


class AlreadyProposedError(RefusalError):
    """The form of this proposal has already posted another one."""

    message = _("A proposal was already sent with this form. Check your text, then send it again.")


class CorrectionClosedError(RefusalError):
    """The time to correct has passed, or the steering committee has answered."""

    message = _("This proposal can no longer be corrected. Add what you have to say in a comment.")


class OwnProposalError(RefusalError):
    """People cannot support their own proposal."""

    message = _("This proposal is yours: the support of others counts.")


class AlreadyAnsweredError(RefusalError):
    """The form of this answer has already posted another one."""

    message = _("An answer was already sent with this form. Check your text, then send it again.")
