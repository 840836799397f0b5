"""Reasons to refuse a proposal, a support or an answer."""

from django.utils.translation import gettext_lazy as _

from portal.common.errors import RefusalError


class CorrectionClosedError(RefusalError):
    """The time to correct has passed, or the steering committee has answered."""

    message = _("This proposal can no longer be corrected. Add what you have to say in a comment.")


class OwnProposalError(RefusalError):
    """People cannot support their own proposal."""

    message = _("This proposal is yours: the support of others counts.")
