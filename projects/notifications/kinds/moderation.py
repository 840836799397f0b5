"""Notifications about moderation. Their texts are read on the portal only.

Administrators are alarmed about a text on which nobody may decide. The alarm is a notification, which each
administrator keeps until somebody may decide.
"""

import logging
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.accounts.rights import administers
from portal.common.display import format_number
from projects.comments.models import Comment
from projects.moderation.deciders import deciders_of, remedy_of, undecidable
from projects.moderation.enums import ModerationOutcome, Remedy
from projects.moderation.models import Appeal, Flood, ModerationDecision, Report
from projects.moderation.signals import (
    appeal_decided,
    appeal_lodged,
    comment_reported,
    flood_decided,
    moderation_decided,
)

from ..enums import Category
from ..models import Notification
from ..services.notifying import notify, register_kind
from .base import Event, Message, NotificationKind, Trigger

logger = logging.getLogger(__name__)

# Reports and appeals of every page are shown together.
DESK = "moderation"


def _report_event(report: Report) -> Event:
    return Event(
        f"report:{report.pk}",
        report.pk,
        page=report.comment.page,
        at=report.created_at,
        actor=report.reporter,
        thread_key=f"{DESK}:reports",
    )


def _appeal_event(appeal: Appeal) -> Event | None:
    comment = appeal.decision.comment
    if comment is None:
        return None
    return Event(
        f"appeal:{appeal.pk}",
        appeal.pk,
        page=comment.page,
        at=appeal.lodged_at,
        actor=appeal.appellant,
        thread_key=f"{DESK}:appeals",
    )


def _alarm_event(comment: int) -> Event:
    return Event(f"undecidable:{comment}", comment, thread_key=f"{DESK}:undecidable")


def _report_alarm_event(report: Report) -> Event:
    return _alarm_event(report.comment_id)


def _appeal_alarm_event(appeal: Appeal) -> Event | None:
    comment = appeal.decision.comment_id
    return _alarm_event(comment) if comment is not None else None


def _decision_event(decision: ModerationDecision) -> Event | None:
    """Return the event of a decision, or None if it left the comment as it is."""
    if decision.comment is None or decision.outcome == ModerationOutcome.LEAVE:
        return None
    # No page: the author hears of it even when the page is no longer there.
    return Event(f"decision:{decision.pk}", decision.pk, at=decision.decided_at)


def _flood_event(flood: Flood) -> Event | None:
    """Return the event of a flood that had some comment to decide about: its author hears of it once."""
    return Event(f"flood:{flood.pk}", flood.pk) if flood.decisions.exists() else None


def _appeal_decided_event(appeal: Appeal) -> Event:
    answer = appeal.answer_or_none
    return Event(f"appeal-decided:{appeal.pk}", appeal.pk, at=answer.decided_at if answer else None)


def _deciders(comment: Comment | None) -> Iterable[int]:
    return deciders_of(comment).values_list("pk", flat=True) if comment is not None else []


def _deciders_of_report(report: Report) -> Iterable[int]:
    return _deciders(report.comment)


def _deciders_of_appeal(appeal: Appeal) -> Iterable[int]:
    """Return those who may decide on the appeal, without the author of the first decision."""
    return _deciders(appeal.decision.comment)


def _to_alarm(report: Report | None = None, appeal: Appeal | None = None) -> Iterable[int]:
    """Return administrators, if nobody may decide."""
    comment = report.comment_id if report is not None else appeal.decision.comment_id if appeal else None
    stuck = set(undecidable().filter(pk__in=[comment]).values_list("pk", flat=True))
    return {agent for agents in _unalarmed(stuck).values() for agent in agents}


def _unalarmed(comments: set[int]) -> dict[int, set[int]]:
    """Return, by text, the administrators who have no alarm about it yet.

    Administrators whom the text concerns are included: they name a moderator but do not decide.
    """
    if not comments:
        return {}
    administrators = set(User.objects.filter(administers(), is_active=True).values_list("pk", flat=True))
    if not administrators:
        logger.error("Nobody may decide about %s reported texts, and nobody is administrator", len(comments))
    alarms = Notification.objects.filter(kind=UNDECIDABLE.name)
    alarmed = set(alarms.values_list("object_id", "recipient_id"))
    return {
        comment: {pk for pk in administrators if (comment, pk) not in alarmed} for comment in sorted(comments)
    }


def _author(decision: ModerationDecision) -> Iterable[int]:
    return [decision.comment.author_id] if decision.comment is not None else []


def _flood_author(flood: Flood) -> Iterable[int]:
    return [flood.author_id]


def _appellant(appeal: Appeal) -> Iterable[int]:
    return [appeal.appellant_id]


def _say_report(report: Report) -> Message:
    text = gettext("A comment is reported under “%(page)s”.") % {"page": report.comment.page.title}
    return Message(text, report.get_absolute_url())


def _say_appeal(appeal: Appeal) -> Message:
    return Message(gettext("An author appeals: a second moderator decides."), appeal.get_absolute_url())


def _say_undecidable(comment: Comment) -> Message:
    """Return the message of an alarm, without the page.

    Administrators get it even if they may not read the page.
    """
    messages = {
        Remedy.MODERATOR: gettext("Nobody can decide about a text that awaits moderation: add a moderator."),
        Remedy.COMMITTEE: gettext(
            "Nobody can decide about a withdrawn text that is contested: add a member to the steering "
            "committee."
        ),
        Remedy.READING: gettext(
            "Nobody can decide about a text that awaits moderation: let a moderator read its page."
        ),
        Remedy.PUBLISHING: gettext(
            "Nobody can decide about a text that awaits moderation: publish its page again."
        ),
    }
    return Message(messages[remedy_of(comment)], reverse("moderation_desk"))


def _say_appeal_decided(appeal: Appeal) -> Message:
    text = gettext("Your appeal is answered: %(outcome)s.") % {"outcome": appeal.outcome_label.lower()}
    return Message(text, appeal.get_absolute_url())


def _say_decision(decision: ModerationDecision) -> Message:
    outcome = decision.get_outcome_display().lower()
    if decision.rule is None:
        text = gettext("Moderation has decided about your comment: %(outcome)s.") % {"outcome": outcome}
    else:
        text = gettext("Moderation has decided about your comment: %(outcome)s, by the rule “%(rule)s”.") % {
            "outcome": outcome,
            "rule": decision.rule,
        }
    return Message(text, decision.get_absolute_url())


def _say_flood(flood: Any) -> Message:
    outcome = flood.get_outcome_display().lower()
    if flood.rule is None:
        text = ngettext(
            "Moderation has decided again about %(count)s comment of yours: %(outcome)s.",
            "Moderation has decided again about %(count)s comments of yours: %(outcome)s.",
            flood.count,
        )
    else:
        text = ngettext(
            "Moderation has decided about %(count)s comment of yours: %(outcome)s, by the rule “%(rule)s”.",
            "Moderation has decided about %(count)s comments of yours: %(outcome)s, by the rule “%(rule)s”.",
            flood.count,
        )
    said = text % {"count": format_number(flood.count), "outcome": outcome, "rule": flood.rule}
    return Message(said, f"{reverse(settings.MY_SPACE_URL)}#mes-commentaires")


_APPEALS = Appeal.objects.select_related("decision", "answer").all
_decisions = ngettext_lazy("%(count)s decision", "%(count)s decisions", "count")

REPORTED = register_kind(
    NotificationKind(
        name="reported",
        label=_("Comment reported to moderators"),
        category=Category.DUTIES,
        notifies_on=(Trigger(comment_reported, _report_event),),
        recipients=_deciders_of_report,
        objects=Report.objects.select_related("comment__page").only("comment", "comment__page__title").all,
        say=_say_report,
        counted=ngettext_lazy("%(count)s report to examine", "%(count)s reports to examine", "count"),
    )
)
APPEAL = register_kind(
    NotificationKind(
        name="appeal",
        label=_("Appeal to a second moderator"),
        category=Category.DUTIES,
        notifies_on=(Trigger(appeal_lodged, _appeal_event),),
        recipients=_deciders_of_appeal,
        objects=_APPEALS,
        say=_say_appeal,
        counted=ngettext_lazy("%(count)s appeal to decide", "%(count)s appeals to decide", "count"),
    )
)
UNDECIDABLE = register_kind(
    NotificationKind(
        name="undecidable",
        label=_("Text about which nobody may decide"),
        category=Category.ALARMS,
        notifies_on=(
            Trigger(comment_reported, _report_alarm_event),
            Trigger(appeal_lodged, _appeal_alarm_event),
        ),
        recipients=_to_alarm,
        objects=undecidable,
        say=_say_undecidable,
        counted=ngettext_lazy(
            "%(count)s text about which nobody can decide",
            "%(count)s texts about which nobody can decide",
            "count",
        ),
    )
)
register_kind(
    NotificationKind(
        name="moderated",
        label=_("Moderation of my comment"),
        category=Category.DECISIONS,
        notifies_on=(Trigger(moderation_decided, _decision_event),),
        recipients=_author,
        objects=ModerationDecision.objects.select_related("rule").all,
        say=_say_decision,
        counted=_decisions,
    )
)
register_kind(
    NotificationKind(
        name="flood_moderated",
        label=_("Moderation of my comments, decided together"),
        category=Category.DECISIONS,
        notifies_on=(Trigger(flood_decided, _flood_event),),
        recipients=_flood_author,
        objects=Flood.objects.select_related("rule").annotate(count=Count("decisions")).all,
        say=_say_flood,
        counted=_decisions,
    )
)
register_kind(
    NotificationKind(
        name="appeal_decided",
        label=_("Answer to my appeal"),
        category=Category.DECISIONS,
        notifies_on=(Trigger(appeal_decided, _appeal_decided_event),),
        recipients=_appellant,
        objects=_APPEALS,
        say=_say_appeal_decided,
        counted=_decisions,
    )
)


def review_undecidable() -> None:
    """Alarm administrators about texts on which nobody may decide, and end alarms that no longer apply.

    The people who may decide now are notified then. This costs three queries if there is nothing to do. Every
    cause (a departure, another group, a restricted page) is found at the next run.
    """
    stuck = set(undecidable().values_list("pk", flat=True))
    for comment, agents in _unalarmed(stuck).items():
        if agents:
            notify(event=_alarm_event(comment), recipients=dict.fromkeys(agents, UNDECIDABLE))
    _end_alarms(stuck)


@transaction.atomic
def _end_alarms(stuck: set[int]) -> None:
    ended = Notification.objects.filter(kind=UNDECIDABLE.name).exclude(object_id__in=stuck)
    comments = set(ended.values_list("object_id", flat=True))
    if not comments:
        return
    ended.delete()
    for report in Report.objects.open().filter(comment__in=comments).select_related("comment__page"):
        _notify_late(_report_event(report), REPORTED, _deciders_of_report(report))
    appeals = Appeal.objects.filter(decision__comment__in=comments, answer__isnull=True)
    for appeal in appeals.select_related("decision__comment__page", "appellant"):
        _notify_late(_appeal_event(appeal), APPEAL, _deciders_of_appeal(appeal))


def _notify_late(event: Event | None, kind: NotificationKind, deciders: Iterable[int]) -> None:
    """Notify the people who may now decide of an event, however old."""
    if event is not None:
        notify(event=replace(event, at=None), recipients=dict.fromkeys(deciders, kind))
