"""The log of accounts, a screen that Wagtail does not have."""

from collections.abc import Iterable
from operator import attrgetter

import django_filters
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from portal.common.matching import matching, texts_that_hold
from portal.wagtail_patches.screens import read_by

from .models import User

# Actions of Wagtail itself begin so; of those, these are done to accounts and groups.
WAGTAIL = "wagtail."
CHANGES = {"wagtail.create", "wagtail.edit", "wagtail.delete"}


def _actions() -> list[tuple[str, str]]:
    """Return the actions that this log may hold, with their labels."""
    return [
        (action, label)
        for action, label in registry.get_choices()
        if action in CHANGES or not action.startswith(WAGTAIL)
    ]


class AccountLogFilterSet(WagtailFilterSet):
    """Filters of the log of accounts."""

    action = django_filters.ChoiceFilter(label=gettext_lazy("Action"), choices=_actions)
    label = django_filters.CharFilter(label=gettext_lazy("Account or group"), method="about")
    timestamp = django_filters.DateFromToRangeFilter(label=gettext_lazy("Date"), widget=DateRangePickerWidget)

    class Meta:
        model = ModelLogEntry
        fields = ["action", "label", "timestamp"]

    def about(self, entries: QuerySet[ModelLogEntry], name: str, value: str) -> QuerySet[ModelLogEntry]:
        """Keep the entries about accounts of this name or address. The log itself holds no name."""
        accounts = matching(User.objects.all(), value, ("first_name", "last_name", "email"))
        numbers = [str(pk) for pk in accounts.values_list("pk", flat=True)]
        of_an_account = Q(content_type=ContentType.objects.get_for_model(User), object_id__in=numbers)
        return entries.filter(of_an_account | Q(label__in=texts_that_hold(entries, value, "label")))


@read_by(attrgetter("is_administrator"))
class AccountLogView(ReportView):
    """Show what happened to accounts and groups, and every action that the portal itself logs.

    The list can be exported. Wagtail's report 'Site history' shows pages, images and other content.
    """

    model = ModelLogEntry
    page_title = gettext_lazy("Log of accounts")
    header_icon = "history"
    index_url_name = "account_log"
    index_results_url_name = "account_log_results"
    results_template_name = "wagtailadmin/reports/base_report_results.html"
    filterset_class = AccountLogFilterSet
    default_ordering = "-timestamp"
    export_filename = "journal-des-comptes"
    list_export = ["timestamp", "message", "subject", "object_id", "user_display_name"]
    export_headings = {
        "timestamp": gettext_lazy("Date"),
        "message": gettext_lazy("Action"),
        "subject": gettext_lazy("Account or group"),
        "object_id": gettext_lazy("Number"),
        "user_display_name": gettext_lazy("By"),
    }
    columns = [
        DateColumn("timestamp", label=gettext_lazy("Date"), sort_key="timestamp", width="14%"),
        Column("message", label=gettext_lazy("Action")),
        Column("subject", label=gettext_lazy("Account or group"), width="22%"),
        Column("user_display_name", label=gettext_lazy("By"), width="18%"),
    ]

    def get_base_queryset(self) -> QuerySet[ModelLogEntry]:
        kinds = ContentType.objects.get_for_models(User, Group).values()
        return ModelLogEntry.objects.filter(
            Q(content_type__in=kinds) | ~Q(action__startswith=WAGTAIL)
        ).select_related("user", "content_type")

    def decorate_paginated_queryset(self, object_list: Iterable[ModelLogEntry]) -> list[ModelLogEntry]:
        """Name the account of each entry: the log holds its key only."""
        entries = list(object_list)
        accounts = ContentType.objects.get_for_model(User)
        numbers = [entry.object_id for entry in entries if entry.content_type_id == accounts.pk]
        names = {str(user.pk): str(user) for user in User.objects.filter(pk__in=numbers)}
        for entry in entries:
            known = names.get(entry.object_id) if entry.content_type_id == accounts.pk else None
            entry.subject = known or entry.label
        return entries
