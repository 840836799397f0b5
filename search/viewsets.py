"""The communication staff's screens: synonyms, promoted results, what people search."""

from typing import Any

from django.db.models import QuerySet, Sum
from django.forms import ModelForm
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from portal.common.columns import NumberColumn
from portal.wagtail_patches.screens import read_by, users_with_perm
from search.access import denied_prefixes
from search.engines.base import SearchUnavailableError
from search.models import PromotedResult, QueryCount, Synonym
from search.trials import Trial, try_promoted, try_synonym


class TriedMixin:
    """A form whose effect on the results can be seen before it is saved."""

    template_name = "wagtailadmin/search/form_with_trial.html"

    def form_valid(self, form: ModelForm) -> HttpResponse:
        if "try" not in self.request.POST:  # type: ignore[attr-defined]
            return super().form_valid(form)  # type: ignore[misc]
        self.form = form
        context = self.get_context_data(form=form)  # type: ignore[attr-defined]
        try:
            trials = self._try(form.instance)
        except SearchUnavailableError:
            return self.render_to_response({**context, "trial_unavailable": True})  # type: ignore[attr-defined]
        return self.render_to_response({**context, "trials": trials})  # type: ignore[attr-defined]

    def _try(self, instance: Synonym | PromotedResult) -> list[Trial]:
        denied = denied_prefixes(self.request)  # type: ignore[attr-defined]
        if isinstance(instance, Synonym):
            return try_synonym(instance, denied)
        return try_promoted(instance, denied)


class TriedCreateView(TriedMixin, generic.CreateView):
    """The form of a new synonym or promoted result, with its trial."""


class TriedEditView(TriedMixin, generic.EditView):
    """The form of an existing synonym or promoted result, with its trial."""


class SynonymViewSet(ModelViewSet):
    """The screens of synonyms."""

    model = Synonym
    icon = "openquote"
    menu_label = _("Synonyms")
    add_view_class = TriedCreateView
    edit_view_class = TriedEditView
    panels = [FieldPanel("words"), FieldPanel("also")]
    list_display = ["words", "also", DateColumn("updated_at", label=_("Changed"), sort_key="updated_at")]
    search_fields = ["words", "also"]
    search_backend_name = None
    copy_view_enabled = False


class PromotedResultViewSet(ModelViewSet):
    """The screens of promoted results."""

    model = PromotedResult
    icon = "pick"
    menu_label = _("Promoted results")
    add_view_class = TriedCreateView
    edit_view_class = TriedEditView
    panels = [
        FieldPanel("queries"),
        PageChooserPanel("page"),
        FieldPanel("note"),
        FieldPanel("order", help_text=_("The smallest first, when a query has several.")),
    ]
    list_display = ["queries", "page", "order"]
    search_fields = ["queries"]
    search_backend_name = None
    copy_view_enabled = False


class SearchViewSetGroup(ViewSetGroup):
    """The menu of the vocabulary of search."""

    items = (SynonymViewSet("search_synonyms"), PromotedResultViewSet("search_promoted"))
    menu_label = _("Search")
    menu_icon = "search"
    menu_order = 130


@read_by(users_with_perm("search.view_querycount"))
class QueryReportView(ReportView):
    """The most frequent queries and those without results, over the last twelve months."""

    model = QueryCount
    page_title = _("Searches")
    header_icon = "search"
    index_url_name = "search_report"
    index_results_url_name = "search_report_results"
    default_ordering = "-total"
    is_searchable = False
    list_export = ["query", "total", "in_vain"]
    export_headings = {"query": _("Query"), "total": _("Asked"), "in_vain": _("Without result")}
    export_filename = "recherches"
    columns = [
        Column("query", label=_("Query"), sort_key="query"),
        NumberColumn("total", label=_("Asked"), sort_key="total"),
        NumberColumn("in_vain", label=_("Without result"), sort_key="in_vain"),
    ]

    # What a single person asked could say who asks: it takes several askings to be listed.
    LEAST = 3

    def get_base_queryset(self) -> QuerySet[QueryCount, Any]:
        counts = QueryCount.objects.values("query").order_by()
        return counts.annotate(total=Sum("asked"), in_vain=Sum("fruitless")).filter(total__gte=self.LEAST)
