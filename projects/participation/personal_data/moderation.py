"""What moderation holds about a person."""

from django.utils.translation import gettext_lazy as _

from portal.common.personal_data import Column, PersonalData

from ..enums import ModerationOutcome
from ..forgetting import forget_appeals_of, forget_reports_of
from ..models import Appeal, ModerationDecision, Report, SealedText

_OUTCOMES = dict(ModerationOutcome.choices)

DECISIONS_RECEIVED = PersonalData(
    key="moderation_of_comments",
    title=_("Moderation of your comments"),
    why=_("What was decided about a comment of yours, and why: the register of moderation is public."),
    held=lambda user: ModerationDecision.objects.filter(comment__author=user).order_by("decided_at", "pk"),
    columns=(
        Column("entry", _("entry of the register"), "pk"),
        Column("comment", _("comment"), "comment_id"),
        Column("outcome", _("outcome"), "outcome", _OUTCOMES),
        Column("rule", _("rule"), "rule__title"),
        Column("reason", _("reason"), "reasoning"),
        Column("message", _("message to you"), "message"),
        Column("decided_at", _("decided"), "decided_at"),
    ),
)

DECISIONS_MADE = PersonalData(
    key="moderation_decisions",
    title=_("Moderation decisions that you made"),
    why=_("Who decided is kept with each decision; the public register only says in which role."),
    held=lambda user: ModerationDecision.objects.filter(moderator=user).order_by("decided_at", "pk"),
    columns=(
        Column("entry", _("entry of the register"), "pk"),
        Column("comment", _("comment"), "comment_id"),
        Column("page", _("page"), "page_title"),
        Column("outcome", _("outcome"), "outcome", _OUTCOMES),
        Column("reason", _("reason"), "reasoning"),
        Column("message", _("message to its author"), "message"),
        Column("decided_at", _("decided"), "decided_at"),
    ),
    relations=("participation.ModerationDecision.moderator",),
)

REPORTS = PersonalData(
    key="reports",
    title=_("Comments that you reported"),
    why=_("Your reason is for moderators alone; neither they nor the author are told your name."),
    held=lambda user: Report.objects.filter(reporter=user).order_by("created_at", "pk"),
    columns=(
        Column("comment", _("comment"), "comment_id"),
        Column("page", _("page"), "comment__page__title"),
        Column("reason", _("reason"), "reason"),
        Column("reported_at", _("reported"), "created_at"),
        Column("closed_by", _("entry of the register"), "closed_by_id"),
    ),
    relations=("participation.Report.reporter",),
    forget=forget_reports_of,
)

APPEALS = PersonalData(
    key="appeals",
    title=_("Your appeals"),
    why=_("Why you contested a decision of moderation, for the second moderator."),
    held=lambda user: Appeal.objects.filter(appellant=user).order_by("lodged_at", "pk"),
    columns=(
        Column("entry", _("entry of the register"), "decision_id"),
        Column("text", _("text"), "text"),
        Column("lodged_at", _("lodged"), "lodged_at"),
    ),
    relations=("participation.Appeal.appellant",),
    forget=forget_appeals_of,
)

SEALED_TEXTS = PersonalData(
    key="sealed_texts",
    title=_("Your withdrawn comments"),
    why=_(
        "Their text is sealed, for the time that the law gives to complain of it; only the steering "
        "committee can read it, and each reading is logged."
    ),
    held=lambda user: SealedText.objects.filter(comment__author=user).order_by("sealed_at", "pk"),
    columns=(
        Column("comment", _("comment"), "comment_id"),
        Column("sealed_at", _("sealed"), "sealed_at"),
    ),
)
