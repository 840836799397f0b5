"""Personal data in moderation, and its erasure."""

import datetime

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.common.personal_data import Column, PersonalData, register_personal_data
from portal.common.retention import register_purge

from .enums import ModerationOutcome
from .models import Appeal, ModerationDecision, Report, SealedText


def erase_sealed_texts(before: datetime.datetime) -> int:
    """Delete the withdrawn texts that were sealed before this moment. The register keeps its entries."""
    count, _by_model = SealedText.objects.filter(sealed_at__lt=before).delete()
    return count


def erase_reports(before: datetime.datetime) -> int:
    """Delete the reports that were decided before this moment."""
    count, _by_model = Report.objects.closed_before(before).delete()
    return count


def erase_reports_of(reporter: User) -> None:
    """Delete the decided reports of a departed agent. Open reports stay: they await a decision."""
    Report.objects.filter(reporter=reporter, closed_by__isnull=False).delete()


def erase_appeals_of(appellant: User) -> None:
    """Erase the texts of the appeals of an agent who asked for it."""
    if appellant.forget_texts:
        Appeal.objects.filter(appellant=appellant).update(text="")


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
    relations=("moderation.Flood.author",),  # its decisions are listed one by one
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
    relations=("moderation.ModerationDecision.moderator", "moderation.Flood.moderator"),
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
    relations=("moderation.Report.reporter",),
    anonymise=erase_reports_of,
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
    relations=("moderation.Appeal.appellant",),
    anonymise=erase_appeals_of,
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


def register() -> None:
    """Register the personal data of moderation."""
    register_personal_data(DECISIONS_RECEIVED, DECISIONS_MADE, SEALED_TEXTS, APPEALS, REPORTS, order=22)
    register_purge(
        "sealed_texts",
        erase_sealed_texts,
        what=_("Text of comments that moderation withdrew, after it was sealed"),
    )
    register_purge("reports", erase_reports, what=_("Reports of comments, after the decision"))
