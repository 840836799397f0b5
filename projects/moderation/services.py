"""Operations of moderation: reports, decisions, appeals, rules."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from portal.common.text import has_something_to_read
from portal.quotas.limits import limited
from projects.comments.conversations import conversations_changed
from projects.comments.enums import MASKED, ModerationState
from projects.comments.errors import CommentGoneError
from projects.comments.models import Comment, CommentVersion
from projects.comments.permissions import user_can_read_comment_text

from .deciders import user_is_party
from .enums import STATE_AFTER, ModerationOutcome, ModeratorRole
from .errors import (
    AppealClosedError,
    DecidedMeanwhileError,
    MessageNeededError,
    NotSetByLawError,
    OwnCommentError,
    OwnConversationError,
    RuleNeededError,
    SameModeratorError,
)
from .models import Appeal, CharterRule, Flood, ModerationDecision, Report, SealedText
from .signals import appeal_decided, appeal_lodged, comment_reported, moderation_decided


def _lock(comment_id: int) -> Comment:
    """Lock a comment and return its present state. Nobody else decides about it in this transaction."""
    return Comment.objects.select_for_update().get(pk=comment_id)


@limited(
    "report",
    gettext_lazy("Reported comments"),
    by="reporter",
    done=lambda *, comment, reporter, **_: _open_report(comment, reporter),
)
@transaction.atomic
def report_comment(*, comment: Comment, reporter: User, reason: str) -> Report:
    """Report a comment to moderators, or return the user's report that is still open.

    Raises `CommentGoneError`, `OwnCommentError`, and `ValidationError` if the reason is empty or too long.
    """
    current = _lock(comment.pk)
    if not user_can_read_comment_text(current):
        raise CommentGoneError
    if current.author_id == reporter.pk:
        raise OwnCommentError
    existing = _open_report(current, reporter)
    if existing is not None:
        return existing
    report = Report(comment=current, reporter=reporter, reason=reason)
    report.clean_fields(exclude=["comment", "reporter", "closed_by"])
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError:
        # The same form was sent twice at the same moment.
        existing = _open_report(current, reporter)
        if existing is None:
            raise
        return existing
    comment_reported.announce(report=report)
    return report


def _open_report(comment: Comment, reporter: User) -> Report | None:
    return Report.objects.open().filter(comment=comment, reporter=reporter).first()


def read_reports(*, comment: Comment) -> None:
    """Note that a moderator has seen the open reports of a comment."""
    Report.objects.open().filter(comment=comment, read_at__isnull=True).update(read_at=timezone.now())


@transaction.atomic
def moderate_comment(
    *,
    comment: Comment,
    moderator: User,
    outcome: str,
    reasoning: str,
    rule: CharterRule | None = None,
    message: str = "",
    seen: int | None = None,
    decided_at: datetime.datetime | None = None,
    flood: Flood | None = None,
) -> ModerationDecision:
    """Decide about a comment: add an entry to the register, and answer a waiting appeal.

    `seen` is the key of the last entry that the moderator had read, 0 for none. None skips this check. The
    same decision sent twice is taken once. Only the author reads `message`. The decision closes the reports
    that a moderator has read. A newer report keeps the comment on the desk, unless its text is masked. A
    decision for a `flood` sends no signal: the flood is told once, as a whole.

    Raises `CommentGoneError`, `OwnConversationError`, `DecidedMeanwhileError`, `SameModeratorError`,
    `RuleNeededError`, `NotSetByLawError`, `MessageNeededError`, and `ValidationError` if a text is empty or
    too long.
    """
    outcome = ModerationOutcome(outcome)
    current = _lock(comment.pk)
    before = (
        ModerationDecision.objects.select_related("appeal").get(pk=current.current_decision_id)
        if current.current_decision_id
        else None
    )
    if seen is not None and seen != (current.current_decision_id or 0):
        if before and _is_the_same(before, moderator, outcome, reasoning, seen):
            return before
        raise DecidedMeanwhileError
    if current.deleted_at is not None or current.text_removed_at is not None:
        raise CommentGoneError
    if user_is_party(moderator, current):
        raise OwnConversationError
    appeal = before.appeal_or_none if before else None
    if before and appeal and before.moderator_id == moderator.pk:
        raise SameModeratorError
    if outcome != ModerationOutcome.LEAVE and rule is None:
        raise RuleNeededError
    if outcome == ModerationOutcome.WITHDRAW and not (rule and rule.set_by_law):
        raise NotSetByLawError
    if outcome == ModerationOutcome.REPHRASE and not has_something_to_read(message):
        raise MessageNeededError
    reports = Report.objects.open().filter(comment=current)
    first_report = reports.first()
    decision = ModerationDecision(
        comment=current,
        page_id=current.page_id,
        page_title=current.page.title,
        page_was_open=_every_agent_reads(current),
        moderator=moderator,
        role=_role(current),
        rule=rule,
        outcome=outcome,
        reasoning=reasoning,
        message=message,
        decided_at=decided_at or timezone.now(),
        asked_at=appeal.lodged_at if appeal else first_report.created_at if first_report else None,
        follows=before,
        on_appeal=appeal,
        flood=flood,
    )
    decision.clean_fields(exclude=["comment", "page", "moderator", "rule", "follows", "on_appeal", "flood"])
    decision.save(force_insert=True)
    answered = reports if STATE_AFTER[outcome] in MASKED else reports.filter(read_at__isnull=False)
    answered.update(closed_by=decision)
    _apply(current, decision)
    _log_decision(decision, appeal)
    if flood:
        return decision
    if appeal:
        appeal_decided.announce(appeal=appeal)
    else:
        moderation_decided.announce(decision=decision)
    return decision


def _is_the_same(
    decision: ModerationDecision, moderator: User, outcome: str, reasoning: str, seen: int
) -> bool:
    """Return True if the moderator has just sent this same decision."""
    return (
        decision.moderator_id == moderator.pk
        and decision.outcome == outcome
        and decision.reasoning == reasoning
        and (decision.follows_id or 0) == seen
    )


def _every_agent_reads(comment: Comment) -> bool:
    restrictions = comment.page.get_view_restrictions()
    return not restrictions.exclude(restriction_type=PageViewRestriction.LOGIN).exists()


def _role(comment: Comment) -> str:
    """Return the role in which the moderator decides. The committee decides about a text once withdrawn."""
    if comment.moderation_state == ModerationState.WITHDRAWN:
        return ModeratorRole.COMMITTEE
    return ModeratorRole.MODERATION


def _apply(comment: Comment, decision: ModerationDecision) -> None:
    """Apply the decision to the comment."""
    was_withdrawn = comment.moderation_state == ModerationState.WITHDRAWN
    comment.moderation_state = STATE_AFTER[ModerationOutcome(decision.outcome)]
    comment.current_decision = decision
    if comment.moderation_state == ModerationState.WITHDRAWN:
        if not was_withdrawn:
            _seal(comment)
    elif was_withdrawn:
        _unseal(comment)
    comment.save(update_fields=["moderation_state", "current_decision", "text", "text_removed_at"])


def _seal(comment: Comment) -> None:
    """Move the text and its earlier versions from the comment into a sealed text."""
    versions = [
        {"text": text, "replaced_at": replaced_at.isoformat()}
        for text, replaced_at in comment.versions.values_list("text", "replaced_at")
    ]
    SealedText.objects.create(comment=comment, text=comment.text, versions=versions)
    comment.versions.all().delete()
    comment.text = ""


def _unseal(comment: Comment) -> None:
    """Restore the text and its versions. If the sealed text has expired, restore a notice in their place."""
    sealed = SealedText.objects.filter(comment=comment).first()
    if sealed is None:
        comment.text_removed_at = timezone.now()
        return
    comment.text = sealed.text
    CommentVersion.objects.bulk_create(
        CommentVersion(
            comment=comment,
            text=version["text"],
            replaced_at=datetime.datetime.fromisoformat(version["replaced_at"]),
        )
        for version in sealed.versions
    )
    sealed.delete()


def _log_decision(decision: ModerationDecision, appeal: Appeal | None) -> None:
    data: dict[str, Any] = {"outcome": decision.outcome, "entry": decision.pk}
    if decision.rule:
        data["rule"] = f"{decision.rule.number}.{decision.rule.version}"
    log(
        decision.comment,
        "moderation.decide_appeal" if appeal else "moderation.decide",
        user=decision.moderator,
        title=_comment_in_log(decision.comment_id),
        timestamp=decision.decided_at,
        data=data,
    )


def _comment_in_log(pk: int | None) -> str:
    """Return how the log refers to a comment: without a name, since nobody may remove one from the log."""
    return _("comment no. %(number)s") % {"number": pk}


@transaction.atomic
def lodge_appeal(*, decision: ModerationDecision, appellant: User, text: str) -> Appeal:
    """Ask a second moderator to decide, or return the appeal already lodged.

    Raises `AppealClosedError` unless the decision is the last one about a comment of this person and this is
    the first appeal. Raises `ValidationError` if the text is empty or too long.
    """
    comment = (
        Comment.objects.select_for_update().filter(pk=decision.comment_id, author=appellant).first()
        if decision.comment_id
        else None
    )
    existing = Appeal.objects.filter(decision=decision, appellant=appellant).first()
    if existing:
        return existing
    fresh = ModerationDecision.objects.get(pk=decision.pk)
    if comment is None or comment.deleted_at is not None or comment.text_removed_at is not None:
        raise AppealClosedError
    if comment.current_decision_id != decision.pk or not fresh.is_appealable:
        raise AppealClosedError
    appeal = Appeal(decision=fresh, appellant=appellant, text=text)
    appeal.clean_fields(exclude=["decision", "appellant"])
    appeal.save(force_insert=True)
    conversations_changed([comment.page_id])
    appeal_lodged.announce(appeal=appeal)
    return appeal


@transaction.atomic
def read_sealed_text(*, sealed: SealedText, reader: User) -> SealedText:
    """Log who reads a withdrawn text, before it is shown."""
    log(
        sealed,
        "moderation.read_sealed",
        user=reader,
        title=_comment_in_log(sealed.comment_id),
    )
    return sealed


@transaction.atomic
def write_rule(*, rule: CharterRule, replaces: CharterRule | None = None) -> CharterRule:
    """Add a rule to the charter, or the next version of one. Decisions keep the version they applied.

    Raises `ValidationError` if the rule is incomplete, or if somebody else changed it in the meantime.
    """
    rule.pk = None
    rule.replaces = replaces
    rule.version = replaces.version + 1 if replaces else 1
    rule.written_at = timezone.now()
    rule.full_clean(exclude=["replaces"])
    rule.save(force_insert=True)
    return rule
