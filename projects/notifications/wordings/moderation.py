"""What is said of moderation. Its texts are read on the portal alone."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.comments.models import Comment
from projects.moderation.deciders import remedy_of, undecidable
from projects.moderation.enums import Remedy
from projects.moderation.models import Appeal, ModerationDecision, Report

from ..enums import Kind
from .base import Said, Wording


def _load_reports(keys: Collection[int]) -> dict[int, Report]:
    reports = Report.objects.filter(pk__in=keys).select_related("comment__page")
    return {report.pk: report for report in reports}


def _say_report(report: Report) -> Said:
    text = _("A comment is reported under “%(page)s”.") % {"page": report.comment.page.title}
    return Said(text, report.get_absolute_url())


def _load_appeals(keys: Collection[int]) -> dict[int, Appeal]:
    appeals = Appeal.objects.filter(pk__in=keys).select_related("decision", "answer")
    return {appeal.pk: appeal for appeal in appeals}


def _say_appeal(appeal: Appeal) -> Said:
    return Said(_("An author appeals: a second moderator decides."), appeal.get_absolute_url())


def _load_undecidable(keys: Collection[int]) -> dict[int, Comment]:
    return {comment.pk: comment for comment in undecidable().filter(pk__in=keys)}


def _say_undecidable(comment: Comment) -> Said:
    """Without the page: administrators learn of it whether they may read it or not."""
    said = {
        Remedy.MODERATOR: _("Nobody can decide about a text that awaits moderation: add a moderator."),
        Remedy.COMMITTEE: _(
            "Nobody can decide about a withdrawn text that is contested: add a member to the steering "
            "committee."
        ),
        Remedy.READING: _(
            "Nobody can decide about a text that awaits moderation: let a moderator read its page."
        ),
        Remedy.PUBLISHING: _(
            "Nobody can decide about a text that awaits moderation: publish its page again."
        ),
    }
    return Said(said[remedy_of(comment)], reverse("moderation_desk"))


def _say_appeal_decided(appeal: Appeal) -> Said:
    text = _("Your appeal is answered: %(outcome)s.") % {"outcome": appeal.outcome_label.lower()}
    return Said(text, appeal.get_absolute_url())


def _load_decisions(keys: Collection[int]) -> dict[int, ModerationDecision]:
    decisions = ModerationDecision.objects.filter(pk__in=keys).select_related("rule")
    return {decision.pk: decision for decision in decisions}


def _say_decision(decision: ModerationDecision) -> Said:
    outcome = decision.get_outcome_display().lower()
    if decision.rule is None:
        text = _("Moderation has decided about your comment: %(outcome)s.") % {"outcome": outcome}
    else:
        text = _("Moderation has decided about your comment: %(outcome)s, by the rule “%(rule)s”.") % {
            "outcome": outcome,
            "rule": decision.rule,
        }
    return Said(text, decision.get_absolute_url())


def _count_reports(count: int) -> str:
    return ngettext("%(count)s report to examine", "%(count)s reports to examine", count) % {"count": count}


def _count_appeals(count: int) -> str:
    return ngettext("%(count)s appeal to decide", "%(count)s appeals to decide", count) % {"count": count}


def _count_undecidable(count: int) -> str:
    return ngettext(
        "%(count)s text about which nobody can decide", "%(count)s texts about which nobody can decide", count
    ) % {"count": count}


def _count_decisions(count: int) -> str:
    return ngettext("%(count)s decision", "%(count)s decisions", count) % {"count": count}


WORDINGS = {
    Kind.REPORTED: Wording(_load_reports, _say_report, _count_reports),
    Kind.APPEAL: Wording(_load_appeals, _say_appeal, _count_appeals),
    Kind.UNDECIDABLE: Wording(_load_undecidable, _say_undecidable, _count_undecidable),
    Kind.MODERATED: Wording(_load_decisions, _say_decision, _count_decisions),
    Kind.APPEAL_DECIDED: Wording(_load_appeals, _say_appeal_decided, _count_decisions),
}
