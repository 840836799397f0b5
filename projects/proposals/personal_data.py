"""Personal data in proposals, and its erasure."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.common.personal_data import Column, Held, PersonalData, register_personal_data

from .models import ProposalAnswer, ProposalPage, ProposalSupport, ProposalVersion


def anonymise_proposals_of(author: User) -> None:
    """Delete the earlier versions of a departed agent's proposals.

    The proposals stay, under the name of a departed agent. Other people support them, and actions may come
    from them.
    """
    ProposalVersion.objects.filter(proposal__author=author).delete()


register_personal_data(
    PersonalData(
        key="proposals",
        title=_("Proposals"),
        why=_("The actions that you proposed, signed with your name."),
        held=Held(ProposalPage, "author", "created_at"),
        columns=(
            Column("number", _("number"), "id"),
            "title",
            "why",
            "theme__title",
            Column("posted_at", _("posted"), "created_at"),
            Column("edited_at", _("edited")),
        ),
        anonymise=anonymise_proposals_of,
    ),
    PersonalData(
        key="proposal_versions",
        title=_("Earlier versions of your proposals"),
        why=_("What a proposal said before you corrected it: readers can see what was supported."),
        held=Held(ProposalVersion, "proposal__author"),
        columns=(
            Column("proposal", _("proposal")),
            Column("title", _("title")),
            Column("why", _("why")),
            Column("theme", _("theme"), "theme_title"),
            Column("replaced_at", _("replaced")),
        ),
    ),
    PersonalData(
        key="supports",
        title=_("Proposals that you support"),
        why=_("Your support of the proposals of others. Readers see how many there are, not whose they are."),
        held=Held(ProposalSupport, "agent", "created_at"),
        columns=(
            Column("proposal", _("proposal"), "proposal__title"),
            Column("given_at", _("given"), "created_at"),
        ),
    ),
    PersonalData(
        key="proposal_answers",
        title=_("Answers that you gave to proposals"),
        why=_("What you answered for the steering committee, signed with your name."),
        held=Held(ProposalAnswer, "author"),
        columns=(
            Column("proposal", _("proposal"), "proposal__title"),
            Column("answer", path="outcome"),
            Column("action", _("action"), "action_number"),
            "reason",
            Column("given_at", _("given")),
        ),
    ),
    order=21,
)
