"""Personal data in moderation, and its erasure."""

import datetime

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.common.personal_data import Column, Held, PersonalData, register_personal_data
from portal.common.retention import delete_all, register_purge, rows_before

from .models import Appeal, ModerationDecision, Report, SealedText


def erase_reports(before: datetime.datetime) -> int:
    """Delete the reports that were decided before this moment."""
    return delete_all(Report.objects.closed_before(before))


def erase_reports_of(reporter: User) -> None:
    """Delete the decided reports of a departed agent. Open reports stay: they await a decision."""
    Report.objects.filter(reporter=reporter, closed_by__isnull=False).delete()


def erase_appeals_of(appellant: User) -> None:
    """Erase the texts of the appeals of an agent who asked for it."""
    if appellant.forget_texts:
        Appeal.objects.filter(appellant=appellant).update(text="")


ENTRY = _("entry of the register")
DECIDED_AT = Column("decided_at", _("decided"))
COMMENT = Column("comment", _("comment"))

register_personal_data(
    PersonalData(
        key="moderation_of_comments",
        title=_("Moderation of your comments"),
        why=_("What was decided about a comment of yours, and why: the register of moderation is public."),
        held=Held(ModerationDecision, "comment__author", "decided_at"),
        columns=(
            Column("entry", ENTRY, "id"),
            COMMENT,
            "outcome",
            "rule__title",
            Column("reason", _("reason"), "reasoning"),
            Column("message", _("message to you")),
            DECIDED_AT,
        ),
        other_relations=("moderation.Flood.author",),  # its decisions are listed one by one
    ),
    PersonalData(
        key="moderation_decisions",
        title=_("Moderation decisions that you made"),
        why=_("Who decided is kept with each decision; the public register only says in which role."),
        held=Held(ModerationDecision, "moderator", "decided_at"),
        columns=(
            Column("entry", ENTRY, "id"),
            COMMENT,
            Column("page", _("page"), "page_title"),
            "outcome",
            Column("reason", _("reason"), "reasoning"),
            Column("message", _("message to its author")),
            DECIDED_AT,
        ),
        other_relations=("moderation.Flood.moderator",),
    ),
    PersonalData(
        key="sealed_texts",
        title=_("Your withdrawn comments"),
        why=_(
            "Their text is sealed, for the time that the law gives to complain of it; only the steering "
            "committee can read it, and each reading is logged."
        ),
        held=Held(SealedText, "comment__author", "sealed_at"),
        columns=(COMMENT, Column("sealed_at", _("sealed"))),
    ),
    PersonalData(
        key="appeals",
        title=_("Your appeals"),
        why=_("Why you contested a decision of moderation, for the second moderator."),
        held=Held(Appeal, "appellant"),
        columns=(
            Column("entry", ENTRY, "decision"),
            Column("text", _("text")),
            Column("lodged_at", _("lodged")),
        ),
        anonymise=erase_appeals_of,
    ),
    PersonalData(
        key="reports",
        title=_("Comments that you reported"),
        why=_("Your reason is for moderators alone; neither they nor the author are told your name."),
        held=Held(Report, "reporter"),
        columns=(
            COMMENT,
            Column("page", _("page"), "comment__page__title"),
            "reason",
            Column("reported_at", _("reported"), "created_at"),
            Column("closed_by", ENTRY),
        ),
        anonymise=erase_reports_of,
    ),
    order=22,
)
register_purge(
    "sealed_texts",
    rows_before(SealedText, "sealed_at"),
    what=_("Text of comments that moderation withdrew, after it was sealed"),
)
register_purge("reports", erase_reports, what=_("Reports of comments, after the decision"))
