"""Actions that agents propose, the agents who support them, and the steering committee's answers."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import PageManager, PagePermissionTester

from portal.common.display import format_datetime
from portal.common.models import BasePage, SubmittedOnce
from projects.models import ActionPage, Theme

from .enums import ProposalOutcome
from .querysets import ProposalQuerySet


class _Uncensored(PagePermissionTester):
    """Forbids everybody, administrators included, to hide a proposal from its readers.

    People can still read it in the administration.
    """

    def _refused(self, *args: Any, **kwargs: Any) -> bool:
        return False

    can_delete = can_unpublish = can_move = can_move_to = can_copy = can_copy_to = _refused
    can_publish = can_unschedule = can_set_view_restrictions = can_lock = can_submit_for_moderation = _refused


class _ProposalTester(_Uncensored):
    """Also forbids to edit a proposal: the text belongs to its author."""

    can_edit = can_unlock = can_add_subpage = _Uncensored._refused


class _IndexTester(_Uncensored):
    """Lets the list be edited and published the first time, like any page. It then stays in place."""

    can_add_subpage = can_reorder_children = _Uncensored._refused

    def can_publish(self) -> bool:
        return PagePermissionTester.can_publish(self)


class ProposalIndexPage(BasePage):
    """The proposals of a project."""

    max_count_per_parent = 1
    content_panels = [FieldPanel("title"), FieldPanel("summary")]
    settings_panels: list[Any] = []  # no end of publication
    template = "proposals/proposal_index_page.html"
    parent_page_types = ["projects.ProjectPage"]
    subpage_types = ["proposals.ProposalPage"]

    class Meta:
        verbose_name = _("list of proposals")
        verbose_name_plural = _("lists of proposals")

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return _IndexTester(user, self)


class ProposalManager(PageManager.from_queryset(ProposalQuerySet)):  # type: ignore[misc]
    """Finds proposals, with the named states of `ProposalQuerySet`."""


class ProposalPage(BasePage, SubmittedOnce):
    """An action that an agent proposes. `services.propose` creates it, never the administration."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals")
    theme = models.ForeignKey(Theme, models.RESTRICT, related_name="proposals", verbose_name=_("theme"))
    why = models.TextField(_("why"), max_length=5000)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)

    objects = ProposalManager()

    is_creatable = False
    open_to_comments = True
    content_panels = [FieldPanel("title", read_only=True), FieldPanel("why", read_only=True)]
    promote_panels: list[Any] = []
    settings_panels: list[Any] = []
    template = "proposals/proposal_page.html"
    parent_page_types = ["proposals.ProposalIndexPage"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["submission"]

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.UniqueConstraint(fields=["author", "submission"], name="proposals_proposal_once")
        ]

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return _ProposalTester(user, self)

    def get_absolute_url(self) -> str:
        return self.get_url() or ""


class ProposalVersion(models.Model):
    """The text of a proposal before its author corrected it."""

    proposal = models.ForeignKey(ProposalPage, models.CASCADE, related_name="versions")
    title = models.CharField(max_length=255)
    why = models.TextField()
    theme_title = models.CharField(max_length=120)
    replaced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["replaced_at", "pk"]
        verbose_name = _("earlier version of a proposal")
        verbose_name_plural = _("earlier versions of a proposal")

    def __str__(self) -> str:
        return f"{self.proposal_id} · {format_datetime(self.replaced_at)}"


class ProposalSupport(models.Model):
    """The support of an agent for another's proposal. Totals are counted from these rows."""

    proposal = models.ForeignKey(ProposalPage, models.CASCADE, related_name="supports")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="supports")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("supports")
        constraints = [models.UniqueConstraint(fields=["proposal", "agent"], name="proposals_support_once")]

    def __str__(self) -> str:
        return f"{self.proposal_id} · {self.agent_id}"


class ProposalAnswer(SubmittedOnce):
    """An answer of the steering committee. A later answer may follow it, but none is ever edited."""

    proposal = models.ForeignKey(ProposalPage, models.CASCADE, related_name="answers")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    outcome = models.CharField(_("answer"), max_length=20, choices=ProposalOutcome)
    action = models.ForeignKey(
        ActionPage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="proposal_answers",
        verbose_name=_("action"),
    )
    # What readers were told stays, even if the action is deleted one day.
    action_number = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    action_title = models.CharField(max_length=255, blank=True, editable=False)
    reason = models.TextField(_("reason"), max_length=5000)
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["given_at", "pk"]
        verbose_name = _("answer to a proposal")
        verbose_name_plural = _("answers to proposals")
        constraints = [
            models.UniqueConstraint(fields=["author", "submission"], name="proposals_answer_once"),
            models.CheckConstraint(
                condition=models.Q(outcome=ProposalOutcome.NOT_TAKEN_UP, action_number__isnull=True)
                | (~models.Q(outcome=ProposalOutcome.NOT_TAKEN_UP) & models.Q(action_number__isnull=False)),
                name="proposals_answer_action",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} · {self.get_outcome_display()}"
