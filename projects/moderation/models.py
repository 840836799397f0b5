"""The charter's rules, reports, decisions and appeals.

Decisions are the public register. Migration 0002 forbids to change or delete rows of their table and of the
rules' table.
"""

import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.common.display import format_date
from portal.common.models import SubmittedOnce
from projects.comments.models import Comment

from .enums import AppealOutcome, ModerationOutcome, ModeratorRole
from .querysets import CharterRuleQuerySet, DecisionQuerySet, ReportQuerySet

REASON_LENGTH = 1000  # characters of a report
REASONING_LENGTH = 2000  # characters of a decision, of its private message and of an appeal


class CharterRule(models.Model):
    """One version of a numbered rule of the charter. A decision refers to the version that it applied."""

    number = models.PositiveSmallIntegerField(_("number"))
    version = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), max_length=2000)
    set_by_law = models.BooleanField(
        _("set by law"),
        default=False,
        help_text=_(
            "The law forbids what this rule forbids: personal data, insult, defamation. Only such a rule "
            "lets moderators withdraw a text; the others let them fold it."
        ),
    )
    in_force = models.BooleanField(
        _("in force"), default=True, help_text=_("Untick it when the charter no longer has this rule.")
    )
    written_at = models.DateTimeField(_("written on"), default=timezone.now, editable=False)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="replaced_by"
    )

    objects = CharterRuleQuerySet.as_manager()

    class Meta:
        ordering = ["number", "version"]
        default_permissions = ("add", "change", "view")
        verbose_name = _("rule of the charter")
        verbose_name_plural = _("rules of the charter")
        constraints = [
            models.UniqueConstraint(fields=["number", "version"], name="moderation_rule_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Report(models.Model):
    """What an agent reported to moderators about a comment. It stays open until a decision closes it."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reports_made")
    reason = models.TextField(_("reason"), max_length=REASON_LENGTH)
    created_at = models.DateTimeField(default=timezone.now)
    # When a moderator first opened it.
    read_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        "ModerationDecision", models.PROTECT, null=True, blank=True, related_name="reports"
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        default_permissions = ()
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "reporter"],
                condition=models.Q(closed_by__isnull=True),
                name="moderation_report_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} · {format_date(self.created_at)}"

    def get_absolute_url(self) -> str:
        """Return the address of the moderators' screen."""
        return reverse("moderation_case", args=[self.comment_id])


class Flood(SubmittedOnce):
    """One decision for every comment that a person posted in a period, or the decision that reverses it.

    Each comment gets its own entry of the register. They are written little by little, by `floods`.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    rule = models.ForeignKey(CharterRule, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=20, choices=ModerationOutcome)
    reasoning = models.TextField(max_length=REASONING_LENGTH)
    message = models.TextField(blank=True, max_length=REASONING_LENGTH)
    decided_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)  # when no comment was left to decide
    reverses = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="reversals")

    class Meta:
        ordering = ["-decided_at", "-pk"]
        default_permissions = ()
        verbose_name = _("flood of comments")
        verbose_name_plural = _("floods of comments")
        constraints = [
            models.UniqueConstraint(fields=["moderator", "submission"], name="moderation_flood_once"),
            models.CheckConstraint(
                condition=models.Q(since__lt=models.F("until")), name="moderation_flood_period"
            ),
            models.CheckConstraint(
                condition=models.Q(reverses__isnull=True, rule__isnull=False)
                | models.Q(reverses__isnull=False, outcome=ModerationOutcome.LEAVE),
                name="moderation_flood_rule",
            ),
        ]

    def __str__(self) -> str:
        """Without a name: the administration's log keeps it."""
        return gettext("flood of comments no. %(number)s") % {"number": self.pk}

    def get_absolute_url(self) -> str:
        """Return the address of the moderators' screen."""
        return reverse("moderation_flood", args=[self.pk])


class ModerationDecision(models.Model):
    """An entry of the public register: what was decided about a comment, and why.

    An entry never changes, but another may follow it. It outlives its comment and its page. Their keys have
    no database constraint, because the entry cannot be changed when they are deleted.
    """

    comment = models.ForeignKey(
        Comment, models.DO_NOTHING, null=True, db_constraint=False, related_name="decisions"
    )
    page = models.ForeignKey(Page, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    page_title = models.CharField(max_length=255)
    # Whether every agent could read the page on that day: once it is gone, its title may still be told.
    page_was_open = models.BooleanField()
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(_("decided by"), max_length=20, choices=ModeratorRole)
    # None when nothing was broken, and for the decisions from before the charter's rules were numbered.
    rule = models.ForeignKey(
        CharterRule, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("rule")
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=ModerationOutcome)
    reasoning = models.TextField(_("reasoning"), max_length=REASONING_LENGTH)
    message = models.TextField(_("private message"), blank=True, max_length=REASONING_LENGTH)
    decided_at = models.DateTimeField(default=timezone.now)
    # The first report, or the appeal, that it answers.
    asked_at = models.DateTimeField(null=True, blank=True)
    follows = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    on_appeal = models.OneToOneField("Appeal", models.PROTECT, null=True, blank=True, related_name="answer")
    # Set if it was taken for a whole flood of comments.
    flood = models.ForeignKey(Flood, models.PROTECT, null=True, blank=True, related_name="decisions")

    # Annotations of `DecisionQuerySet.for_register`.
    page_is_readable: bool
    is_open: bool

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        default_permissions = ("add", "change", "view")
        verbose_name = _("moderation decision")
        verbose_name_plural = _("moderation decisions")
        constraints = [
            models.UniqueConstraint(
                fields=["comment"],
                condition=models.Q(follows__isnull=True),
                name="moderation_decision_first_once",
            ),
            models.CheckConstraint(
                condition=models.Q(on_appeal__isnull=True) | models.Q(follows__isnull=False),
                name="moderation_decision_appeal_follows",
            ),
        ]

    def __str__(self) -> str:
        return gettext("entry no. %(number)s of the moderation register") % {"number": self.pk}

    def get_absolute_url(self) -> str:
        return reverse("moderation:register_entry", args=[self.pk])

    @property
    def appeal_or_none(self) -> "Appeal | None":
        """The appeal against the decision, or None. It takes one query unless it was loaded."""
        return getattr(self, "appeal", None)

    @property
    def is_appealable(self) -> bool:
        """True if the author may still contest the decision: once, and not after a second opinion."""
        return (
            self.outcome != ModerationOutcome.LEAVE
            and self.on_appeal_id is None
            and self.appeal_or_none is None
        )


class Appeal(models.Model):
    """The author's request for a decision by a second moderator."""

    decision = models.OneToOneField(ModerationDecision, models.PROTECT, related_name="appeal")
    appellant = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="appeals")
    text = models.TextField(_("your reasons"), max_length=REASONING_LENGTH)
    lodged_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["lodged_at", "pk"]
        default_permissions = ()
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")

    def __str__(self) -> str:
        return f"{self.decision_id} · {format_date(self.lodged_at)}"

    def get_absolute_url(self) -> str:
        """Return the address of the second moderator's screen, or of the entry that decides the appeal."""
        answer = self.answer_or_none
        if answer is not None:
            return answer.get_absolute_url()
        return reverse("moderation_case", args=[self.decision.comment_id])

    @property
    def answer_or_none(self) -> ModerationDecision | None:
        return getattr(self, "answer", None)

    @property
    def outcome(self) -> AppealOutcome:
        """What the second moderator made of the first decision."""
        answer = self.answer_or_none
        if answer is None:
            return AppealOutcome.PENDING
        if answer.outcome == ModerationOutcome.LEAVE:
            return AppealOutcome.OVERTURNED
        same = answer.outcome == self.decision.outcome
        return AppealOutcome.CONFIRMED if same else AppealOutcome.CHANGED

    @property
    def outcome_label(self) -> str:
        return str(self.outcome.label)


class SealedText(models.Model):
    """A withdrawn text, taken out of its comment.

    Only the steering committee reads it, and each reading is logged. It is kept for `settings.RETENTION`,
    even if the page is deleted, or until the text is shown again.
    """

    comment = models.OneToOneField(
        Comment, models.DO_NOTHING, null=True, db_constraint=False, related_name="sealed_text"
    )
    text = models.TextField()
    # Earlier versions: a list of {"text": …, "replaced_at": ISO 8601}.
    versions = models.JSONField(default=list)
    sealed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ("view",)
        verbose_name = _("sealed text")
        verbose_name_plural = _("sealed texts")

    def __str__(self) -> str:
        return gettext("sealed text of comment no. %(number)s") % {"number": self.comment_id}

    @property
    def kept_until(self) -> datetime.date:
        return timezone.localdate(self.sealed_at + settings.RETENTION["sealed_texts"])
