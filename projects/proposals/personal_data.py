"""Personal data in proposals, and its erasure."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.common.personal_data import Column, PersonalData, register_personal_data

from .enums import ProposalOutcome
from .models import ProposalAnswer, ProposalPage, ProposalSupport, ProposalVersion


def anonymise_proposals_of(author: User) -> None:
    """Delete the earlier versions of a departed agent's proposals.

    The proposals stay, under the name of a departed agent. Other people support them, and actions may come
    from them.
    """
    ProposalVersion.objects.filter(proposal__author=author).delete()


PROPOSALS = PersonalData(
    key="proposals",
    title=_("Proposals"),
    why=_("The actions that you proposed, signed with your name."),
    held=lambda user: ProposalPage.objects.filter(author=user).order_by("created_at", "pk"),
    columns=(
        Column("number", _("number"), "pk"),
        Column("title", _("title"), "title"),
        Column("why", _("why"), "why"),
        Column("theme", _("theme"), "theme__title"),
        Column("posted_at", _("posted"), "created_at"),
        Column("edited_at", _("edited"), "edited_at"),
    ),
    relations=("proposals.ProposalPage.author",),
    anonymise=anonymise_proposals_of,
)

PROPOSAL_VERSIONS = PersonalData(
    key="proposal_versions",
    title=_("Earlier versions of your proposals"),
    why=_("What a proposal said before you corrected it: readers can see what was supported."),
    held=lambda user: ProposalVersion.objects.filter(proposal__author=user).order_by("replaced_at", "pk"),
    columns=(
        Column("proposal", _("proposal"), "proposal_id"),
        Column("title", _("title"), "title"),
        Column("why", _("why"), "why"),
        Column("theme", _("theme"), "theme_title"),
        Column("replaced_at", _("replaced"), "replaced_at"),
    ),
)

SUPPORTS = PersonalData(
    key="supports",
    title=_("Proposals that you support"),
    why=_("Your support of the proposals of others. Readers see how many there are, not whose they are."),
    held=lambda user: ProposalSupport.objects.filter(agent=user).order_by("created_at", "pk"),
    columns=(
        Column("proposal", _("proposal"), "proposal__title"),
        Column("given_at", _("given"), "created_at"),
    ),
    relations=("proposals.ProposalSupport.agent",),
)

PROPOSAL_ANSWERS = PersonalData(
    key="proposal_answers",
    title=_("Answers that you gave to proposals"),
    why=_("What you answered for the steering committee, signed with your name."),
    held=lambda user: ProposalAnswer.objects.filter(author=user).order_by("given_at", "pk"),
    columns=(
        Column("proposal", _("proposal"), "proposal__title"),
        Column("answer", _("answer"), "outcome", dict(ProposalOutcome.choices)),
        Column("action", _("action"), "action_number"),
        Column("reason", _("reason"), "reason"),
        Column("given_at", _("given"), "given_at"),
    ),
    relations=("proposals.ProposalAnswer.author",),
)


def register() -> None:
    """Register the personal data of proposals."""
    register_personal_data(PROPOSALS, PROPOSAL_VERSIONS, SUPPORTS, PROPOSAL_ANSWERS, order=21)
