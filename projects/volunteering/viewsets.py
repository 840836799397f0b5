"""Editors' screens of contributions."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from portal.common.columns import MoneyColumn, NumberColumn

from .models import Contribution
from .permissions import user_can_import_contributions


class ContributionIndexView(IndexView):
    """The list of contributions, with the import for those who may use it."""

    def get_base_queryset(self) -> QuerySet[Contribution]:
        lines: QuerySet[Contribution] = super().get_base_queryset()
        return lines.select_related("project", "action", "service")

    @cached_property
    def header_more_buttons(self) -> list[HeaderButton]:
        buttons: list[HeaderButton] = super().header_more_buttons
        if user_can_import_contributions(self.request.user):
            address = reverse("import_contributions")
            buttons.append(HeaderButton(_("Import a file"), address, icon_name="upload", priority=10))
        return buttons


class ContributionViewSet(ModelViewSet):
    """Hours, people and cost, line by line."""

    model = Contribution
    name = "contributions"
    icon = "tally"
    menu_label = _("Contributions")
    menu_order = 130
    add_to_admin_menu = True
    index_view_class = ContributionIndexView
    list_display = [
        "__str__",
        "project",
        NumberColumn("hours", label=_("Hours"), sort_key="hours"),
        NumberColumn("people", label=_("People"), sort_key="people"),
        MoneyColumn("cost", label=_("Cost (€)"), sort_key="cost"),
        Column("source", label=_("Source"), accessor="get_source_display", sort_key="source"),
    ]
    list_filter = ["project", "source", "service"]
    # What the import reads again.
    list_export = [
        "date", "project", "overall", "action_number", "workshop", "service", "hours", "people", "cost",
        "get_source_display", "note", "reference",
    ]  # fmt: skip
    export_headings = {
        "overall": _("Overall"),
        "action_number": _("Action"),
        "hours": _("Hours"),
        "people": _("People"),
        "cost": _("Cost (€)"),
        "get_source_display": _("Source"),
        "reference": _("Reference"),
    }
    export_filename = "contributions"
    search_fields = ["workshop", "note"]
    search_backend_name = None
    copy_view_enabled = False
    panels = [
        FieldPanel("project"),
        MultiFieldPanel(
            [
                PageChooserPanel("action"),
                FieldPanel("workshop"),
                FieldPanel("service"),
                FieldPanel("overall"),
            ],
            _("Of what"),
        ),
        MultiFieldPanel(
            [FieldPanel("date"), FieldPanel("hours"), FieldPanel("people"), FieldPanel("cost")],
            _("How much"),
            help_text=_("Hours recorded with volunteers are counted by themselves: do not enter them again."),
        ),
        FieldPanel("source"),
        FieldPanel("note"),
    ]
