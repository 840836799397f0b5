"""Moderators' screens: the desk, one case, sealed texts, the rules of the charter."""

from typing import Any

import django_filters
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views.generic import IndexView, WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from portal.accounts.models import User
from portal.accounts.requests import AgentRequest
from portal.common.columns import NumberColumn
from portal.common.errors import RefusalError
from portal.wagtail_patches.screens import ScreenMenuItem, read_by
from projects.comments.enums import ModerationState
from projects.comments.models import Comment

from . import services
from .deciders import remedy_of, undecidable, user_can_decide
from .errors import DecidedMeanwhileError
from .forms import NOT_TAKEN, CharterRuleForm, DecisionForm
from .models import CharterRule, ModerationDecision, SealedText
from .permissions import (
    desk_of,
    readable_case,
    register_entry,
    user_can_moderate,
    user_can_read_sealed_texts,
    user_can_use_desk,
)
from .querysets import CaseQuerySet, CharterRuleQuerySet, cases

EXTRACT_WORDS = 18


def _extract(comment: Comment) -> str:
    if comment.moderation_state == ModerationState.WITHDRAWN:
        return _("Sealed text")
    return Truncator(comment.text).words(EXTRACT_WORDS)


def _age(comment: Any) -> str:
    return timesince(comment.waiting_since, timezone.now(), depth=1)


def _state(comment: Any) -> str:
    if comment.appealed_at:
        return _("Appeal to decide")
    return str(comment.get_moderation_state_display())


class DeskFilterSet(WagtailFilterSet):
    """Filters of the desk."""

    waiting = django_filters.ChoiceFilter(
        label=gettext_lazy("What waits"),
        method="waits",
        choices=[
            ("unread", gettext_lazy("Reports not read yet")),
            ("reports", gettext_lazy("Reported")),
            ("appeal", gettext_lazy("Appeals")),
        ],
    )

    class Meta:
        model = Comment
        fields = ["waiting"]

    def waits(self, comments: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        kinds: dict[str, dict[str, Any]] = {
            "unread": {"unread_reports__gt": 0},
            "reports": {"open_reports__gt": 0},
            "appeal": {"appealed_at__isnull": False},
        }
        return comments.filter(**kinds[value])


@read_by(user_can_use_desk)
class DeskView(ReportView):
    """The cases that wait for a decision, the longest wait first."""

    model = Comment
    page_title = gettext_lazy("Moderation desk")
    header_icon = "clipboard-list"
    index_url_name = "moderation_desk"
    index_results_url_name = "moderation_desk_results"
    template_name = "moderation/admin/desk.html"
    results_template_name = "moderation/admin/desk_results.html"
    filterset_class = DeskFilterSet
    default_ordering = None
    is_searchable = False
    request: AgentRequest
    columns = [
        BooleanColumn("unread_reports", label=gettext_lazy("Unread"), width="8%"),
        TitleColumn(
            "page",
            label=gettext_lazy("Page"),
            accessor="page.title",
            get_url=lambda comment: reverse("moderation_case", args=[comment.pk]),
        ),
        Column("extract", label=gettext_lazy("Comment"), accessor=_extract, width="34%"),
        NumberColumn("open_reports", label=gettext_lazy("Reported")),
        Column("age", label=gettext_lazy("Waiting for"), accessor=_age),
        Column("state", label=gettext_lazy("State"), accessor=_state),
    ]

    def setup(self, request: AgentRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.is_export = False  # nothing of the desk leaves it

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add, for administrators, the cases that nobody may decide. They can give somebody the right to."""
        sees = self.request.user.is_administrator and not self.results_only
        stuck = undecidable() if sees else cases().none()
        return super().get_context_data(
            undecidable=[(comment, remedy_of(comment)) for comment in stuck], **kwargs
        )

    def get_base_queryset(self) -> CaseQuerySet:
        return desk_of(self.request)

    def order_queryset(self, queryset: CaseQuerySet) -> CaseQuerySet:
        return queryset


@read_by(user_can_use_desk)
class CaseView(WagtailAdminTemplateMixin, TemplateView):
    """One comment with its conversation, its reports, its earlier decisions and the form to decide."""

    template_name = "moderation/admin/case.html"
    page_title = gettext_lazy("Decide about a comment")
    header_icon = "clipboard-list"
    request: AgentRequest
    comment: Comment

    def dispatch(self, request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.comment = readable_case(request, kwargs["comment_id"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(form=self.new_form())
        if not context["awaits_second"]:
            context["reports"] = list(context["reports"])  # shown as unread, for the last time
            services.read_reports(comment=self.comment)
        return self.render_to_response(context)

    def post(self, request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = DecisionForm(request.POST, author=self.comment.author)
        if form.is_valid():
            try:
                services.moderate_comment(comment=self.comment, moderator=request.user, **form.cleaned_data)
            except RefusalError as refusal:
                form.add_error(None, str(refusal))
                if isinstance(refusal, DecidedMeanwhileError):
                    self.show_present_state(form)
            else:
                messages.success(request, _("The decision is in the register."))
                return redirect("moderation_desk")
        messages.error(request, NOT_TAKEN)
        return self.render_to_response(self.get_context_data(form=form))

    def new_form(self) -> DecisionForm:
        return DecisionForm(
            author=self.comment.author, initial={"seen": self.comment.current_decision_id or 0}
        )

    def show_present_state(self, form: DecisionForm) -> None:
        """Note that the moderator now sees the other decision, so that the text typed can follow it."""
        self.comment = readable_case(self.request, self.comment.pk)
        form.data = {name: form.data[name] for name in form.data} | {
            "seen": str(self.comment.current_decision_id or 0)
        }

    def get_page_subtitle(self) -> str:
        return self.comment.page.title

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("moderation_desk"), "label": _("Moderation desk")},
            {"url": "", "label": self.comment.page.title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        comment = self.comment
        decision = comment.current_decision
        appeal = decision.appeal_or_none if decision else None
        return super().get_context_data(
            comment=comment,
            answered=comment.answered or comment.parent,
            permalink=comment.page.get_url(self.request) + comment.anchor,
            is_withdrawn=comment.moderation_state == ModerationState.WITHDRAWN,
            is_gone=comment.deleted_at is not None or comment.text_removed_at is not None,
            reports=comment.reports.open(),
            decisions=comment.decisions.select_related("rule").order_by("pk"),
            appeal=appeal,
            can_undo_floods=user_can_moderate(self.request.user),
            awaits_second=not user_can_decide(self.request.user, comment),
            **kwargs,
        )


@read_by(user_can_read_sealed_texts)
class SealedTextView(WagtailAdminTemplateMixin, TemplateView):
    """A withdrawn text, for the steering committee. It is shown on request, since each reading is logged."""

    template_name = "moderation/admin/sealed_text.html"
    page_title = gettext_lazy("Withdrawn text")
    header_icon = "lock"
    request: AgentRequest

    def dispatch(self, request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.entry: ModerationDecision = register_entry(request, kwargs["entry_id"])
        sealed = SealedText.objects.filter(comment=self.entry.comment_id).first()
        if not self.entry.is_open or sealed is None:
            raise Http404
        self.sealed = sealed
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sealed = services.read_sealed_text(sealed=self.sealed, reader=request.user)
        return self.render_to_response(self.get_context_data(sealed=sealed))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            entry=self.entry, kept_until=self.sealed.kept_until, **{"sealed": None, **kwargs}
        )


class DeskMenuItem(ScreenMenuItem):
    """The desk's menu item, with the number of comments that nobody has looked at."""

    def render_component(self, request: AgentRequest) -> LinkMenuItem:
        unread = desk_of(request).unread().count()
        item = super().render_component(request)
        if unread:
            item.label = _("Moderation (%(count)s new)") % {"count": unread}
        return item


class RulePolicy(ModelPermissionPolicy):
    """Forbids everybody, superusers included, to delete a rule that decisions applied.

    Such a rule is put out of force instead.
    """

    def user_has_permission(self, user: User, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


register_permission_policy(CharterRule, RulePolicy(CharterRule))


class CharterRuleIndexView(IndexView):
    """The list of the charter's rules."""

    def get_base_queryset(self) -> CharterRuleQuerySet:
        return CharterRule.objects.current()


class CharterRuleViewSet(ModelViewSet):
    """The numbered rules of the charter, each in its last version."""

    model = CharterRule
    name = "charter_rules"
    icon = "list-ol"
    menu_label = gettext_lazy("Rules of the charter")
    menu_order = 320
    add_to_admin_menu = True
    copy_view_enabled = False
    search_backend_name = None
    index_view_class = CharterRuleIndexView
    list_display = [
        TitleColumn("title", label=gettext_lazy("Rule"), accessor=str, url_name="charter_rules:edit"),
        BooleanColumn("set_by_law", label=gettext_lazy("Set by law")),
        BooleanColumn("in_force", label=gettext_lazy("In force")),
        Column("version", label=gettext_lazy("Version")),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("number"),
            FieldPanel("title"),
            FieldPanel("text"),
            FieldPanel("set_by_law"),
            FieldPanel("in_force"),
        ],
        base_form_class=CharterRuleForm,
    )
