"""What moderation holds about a person."""

from django.utils.translation import gettext_lazy as _

from portal.common.personal_data import Column, PersonalData

from ..models import ModerationDecision

DECISIONS_RECEIVED = PersonalData(
    key="moderation_of_comments",
    title=_("Moderation of your comments"),
    why=_("Why a comment of yours is masked: a decision is reasoned and public."),
    held=lambda user: ModerationDecision.objects.filter(comment__author=user).order_by("decided_at"),
    columns=(
        Column("comment", _("comment"), "comment_id"),
        Column("reason", _("reason"), "reason"),
        Column("decided_at", _("decided"), "decided_at"),
    ),
)

DECISIONS_MADE = PersonalData(
    key="moderation_decisions",
    title=_("Moderation decisions that you made"),
    why=_("Who decided is kept with each decision."),
    held=lambda user: ModerationDecision.objects.filter(moderator=user).order_by("decided_at"),
    columns=(
        Column("comment", _("comment"), "comment_id"),
        Column("page", _("page"), "comment__page__title"),
        Column("reason", _("reason"), "reason"),
        Column("decided_at", _("decided"), "decided_at"),
    ),
    relations=("participation.ModerationDecision.moderator",),
)
