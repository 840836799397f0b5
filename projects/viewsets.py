"""Lists of actions and of the plan's taxonomy in the editors' screens."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.views.reports import PageReportView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from portal.common.display import format_percent, format_short_date
from portal.wagtail_patches.deletion.screens import HeldSnippetDeleteView
from portal.wagtail_patches.screens import read_by, users_with_perm

from .admin_filters import ActionFilterSet, search_actions
from .models import ActionPage, Axis, Tag, Theme
from .querysets import ActionPageQuerySet


def _progress(action: ActionPage) -> str:
    return format_percent(action.progress)


def _end(action: ActionPage) -> str:
    if action.end is None:
        return ""
    end = format_short_date(action.end)
    return gettext("%(date)s (late)") % {"date": end} if action.is_late else end


ACTION_COLUMNS = [
    Column("theme", label=_("Theme"), sort_key="theme__title"),
    Column("action_status", label=_("Status"), accessor="get_status_display", sort_key="status"),
    Column("progress", label=_("Progress"), accessor=_progress, sort_key="progress"),
    BooleanColumn("priority", label=_("Priority"), sort_key="priority"),
    Column("lead_person", label=_("Lead person"), sort_key="lead_person__last_name"),
    Column("end", label=_("End"), accessor=_end, sort_key="end"),
]
# What the columns and the export name, of all the actions at once.
NAMED = ("theme__axis", "lead_service", "lead_person", "project")
EXPORT_HEADINGS = {
    "number": _("Number"),
    "title": _("Title"),
    "theme.axis.title": _("Axis"),
    "theme.title": _("Theme"),
    "get_status_display": _("Status"),
    "progress": _("Progress (%)"),
    "progress_note": _("Where it stands"),
    "priority": _("Priority"),
    "lead_service": _("Lead service"),
    "lead_person": _("Lead person"),
    "start": _("Start"),
    "end": _("End"),
    "is_late": _("Late"),
}


class ActionIndexView(IndexView):
    """The editors' list of actions."""

    default_ordering = "number"

    def annotate_queryset(self, pages: ActionPageQuerySet) -> ActionPageQuerySet:
        """Load what the columns name besides what Wagtail loads for every list of pages."""
        return super().annotate_queryset(pages).prefetch_related(*NAMED)

    def search_queryset(self, queryset: ActionPageQuerySet) -> ActionPageQuerySet:
        return search_actions(queryset, self.search_query) if self.is_searching else queryset

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer the bulk actions of actions, not those of all pages."""
        return {**super().get_context_data(**kwargs), "model_opts": ActionPage._meta}


class ActionsMenuItem(MenuItem):
    """A menu item for people who may change some page."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(
            policy_registry.get_by_type(ActionPage).user_has_any_permission(
                request.user, ActionIndexView.any_permission_required
            )
        )


class ActionListingViewSet(PageListingViewSet):
    """The list of all actions in one table."""

    name = "actions"
    model = ActionPage
    icon = "tasks"
    menu_label = _("Actions")
    menu_order = 110
    menu_item_class = ActionsMenuItem
    add_to_admin_menu = True
    index_view_class = ActionIndexView
    filterset_class = ActionFilterSet
    columns = [
        BulkActionsColumn("bulk_actions"),
        Column("number", label=_("No."), sort_key="number", width="5%"),
        PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title"),
        *ACTION_COLUMNS,
        PageStatusColumn("live", label=_("Publication"), sort_key="live"),
    ]
    list_export = list(EXPORT_HEADINGS)
    export_headings = EXPORT_HEADINGS
    export_filename = "actions"


@read_by(users_with_perm("projects.view_actionpage"))
class ActionReportView(PageReportView):
    """The steering committee's list of published actions, to read and export."""

    model = ActionPage
    page_title = _("Follow-up of actions")
    header_icon = "tasks"
    index_url_name = "action_report"
    index_results_url_name = "action_report_results"
    results_template_name = "wagtailadmin/reports/base_report_results.html"
    filterset_class = ActionFilterSet
    default_ordering = "number"
    list_export = list(EXPORT_HEADINGS)
    export_headings = EXPORT_HEADINGS
    export_filename = "suivi-des-actions"
    columns = [
        Column("number", label=_("No."), sort_key="number", width="5%"),
        TitleColumn("title", label=_("Title"), sort_key="title", get_url=lambda action: action.url),
        *ACTION_COLUMNS,
    ]

    def get_base_queryset(self) -> QuerySet[ActionPage]:
        return ActionPage.objects.live().prefetch_related(*NAMED)


class AxisDeleteView(HeldSnippetDeleteView):
    """Delete an axis that nothing refers to."""

    advice = _("Give them a theme of another axis first.")


class AxisViewSet(SnippetViewSet):
    """The screens of axes."""

    model = Axis
    delete_view_class = AxisDeleteView
    icon = "crosshairs"
    menu_label = _("Axes")
    list_display = ["title", "number", "project"]
    list_filter = ["project"]
    ordering = ["project", "number"]
    copy_view_enabled = False
    panels = [
        MultiFieldPanel(
            [FieldPanel("project"), FieldPanel("number"), FieldPanel("title"), FieldPanel("slug")],
            _("Identity"),
            help_text=_("The number orders the axes of a project."),
        ),
        MultiFieldPanel(
            [FieldPanel("hook"), FieldPanel("summary"), FieldPanel("pictogram")],
            _("Presentation"),
            help_text=_("What readers see on the axis’s page and on the project’s."),
        ),
    ]


class ThemeDeleteView(HeldSnippetDeleteView):
    """Delete a theme that nothing refers to."""

    advice = _("Give them another theme first.")


class ThemeViewSet(SnippetViewSet):
    """The screens of themes."""

    model = Theme
    delete_view_class = ThemeDeleteView
    icon = "list-ul"
    menu_label = _("Themes")
    list_display = ["title", "axis", "order"]
    list_filter = ["axis"]
    ordering = ["axis__project", "axis__number", "order", "title"]
    copy_view_enabled = False
    panels = [
        MultiFieldPanel(
            [FieldPanel("axis"), FieldPanel("order"), FieldPanel("title"), FieldPanel("slug")],
            _("Identity"),
            help_text=_("The order is that of the themes within their axis."),
        ),
        FieldPanel("description"),
    ]


class TagViewSet(SnippetViewSet):
    """The screens of tags."""

    model = Tag
    icon = "tag"
    menu_label = _("Tags")
    list_display = ["name", BooleanColumn("curated", label=_("Curated"), sort_key="curated")]
    list_filter = ["curated"]
    search_fields = ["name"]
    search_backend_name = None
    ordering = ["name"]
    copy_view_enabled = False
    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("curated")]


class PlanViewSetGroup(SnippetViewSetGroup):
    """The menu of what actions are sorted by."""

    items = (AxisViewSet, ThemeViewSet, TagViewSet)
    menu_label = _("Plan")
    menu_name = "plan"
    menu_icon = "list-ol"
    menu_order = 120
