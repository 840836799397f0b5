"""Screens and menus of search for the communication staff."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup

from portal.wagtail_patches.screens import ScreenMenuItem
from search.viewsets import QueryReportView, SearchViewSetGroup


@hooks.register("register_admin_viewset")
def register_viewsets() -> ViewSetGroup:
    return SearchViewSetGroup()


@hooks.register("register_admin_urls")
def register_report_urls() -> list[URLPattern]:
    return [
        path("reports/searches/", QueryReportView.as_view(), name="search_report"),
        path(
            "reports/searches/results/",
            QueryReportView.as_view(results_only=True),
            name="search_report_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def register_report_menu_item() -> MenuItem:
    return ScreenMenuItem(
        _("Searches"), QueryReportView, "search_report", name="searches", icon_name="search", order=110
    )


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="search",
        content_type__model__in=["synonym", "promotedresult", "querycount"],
    ).exclude(codename__in=["add_querycount", "change_querycount", "delete_querycount"])
