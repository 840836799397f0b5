"""The report of reached limits, for those who may see it (docs/roles.md)."""

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from portal.common.columns import NumberColumn
from portal.wagtail_patches.screens import ScreenMenuItem, read_by, users_with_perm

from .limits import remedies, verbs
from .models import QuotaUse


def _in_words(use: QuotaUse) -> str:
    return str(verbs.get(use.verb, use.verb))


def _remedy(use: QuotaUse) -> str:
    remedy = remedies.get(use.verb)
    return str(remedy.label) if remedy else ""


def _remedy_address(use: QuotaUse) -> str | None:
    remedy = remedies.get(use.verb)
    return remedy.address(use) if remedy else None


class RemedyColumn(TitleColumn):
    """A link to what undoes it; nothing where nothing does."""

    empty_value_display = ""


@read_by(users_with_perm("quotas.view_quotause"))
class QuotaReportView(ReportView):
    """The limits that somebody reached, newest first."""

    model = QuotaUse
    permission_policy = ModelPermissionPolicy(QuotaUse)
    permission_required = "view"
    page_title = _("Limits reached")
    header_icon = "warning"
    index_url_name = "quota_report"
    index_results_url_name = "quota_report_results"
    default_ordering = "-since"
    is_searchable = False
    list_export = ["agent", "verb", "since", "times", "refused"]
    export_headings = {
        "agent": _("Agent"),
        "verb": _("Limited"),
        "since": _("Since"),
        "times": _("Times"),
        "refused": _("Refused"),
    }
    export_filename = "limites"
    columns = [
        Column("agent", label=_("Agent")),
        Column("verb", label=_("Limited"), accessor=_in_words),
        DateColumn("since", label=_("Since"), sort_key="since"),
        NumberColumn("times", label=_("Times")),
        NumberColumn("refused", label=_("Refused"), sort_key="refused"),
        RemedyColumn("remedy", label=_("What to do"), accessor=_remedy, get_url=_remedy_address),
    ]

    def get_base_queryset(self) -> QuerySet[QuotaUse]:
        return QuotaUse.objects.filter(refused__gt=0).select_related("agent")


@hooks.register("register_admin_urls")
def register_report_urls() -> list[URLPattern]:
    return [
        path("reports/limits/", QuotaReportView.as_view(), name="quota_report"),
        path(
            "reports/limits/results/", QuotaReportView.as_view(results_only=True), name="quota_report_results"
        ),
    ]


@hooks.register("register_reports_menu_item")
def register_report_menu_item() -> MenuItem:
    return ScreenMenuItem(
        _("Limits reached"), QuotaReportView, "quota_report", name="limits", icon_name="warning", order=120
    )
