"""Views for contributions: the table, and the import by editors."""

from typing import Any

from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe
from wagtail.admin import messages

from portal.accounts.requests import AgentRequest
from portal.common.display import format_number
from portal.common.spreadsheets import table_response
from portal.wagtail_patches.screens import read_by
from projects.methods import takes_a_form
from projects.models import ProjectPage

from .. import contribution_totals
from ..forms import ImportForm
from ..importing import preview
from ..permissions import readable_project, user_can_import_contributions

TABLES = {
    "action": (gettext_lazy("By action"), contribution_totals.by_action),
    "atelier": (gettext_lazy("By workshop"), contribution_totals.by_workshop),
    "service": (gettext_lazy("By service"), contribution_totals.by_service),
}
PREVIEWED = 200  # lines
ENTRIES_PER_PAGE = 60
# Whoever reads the preview confirms it within a day; nobody else's lines can be slipped in.
_SALT, _DAY = "volunteering.contributions.2", 24 * 3600


@require_safe
def contributions(request: AgentRequest, project_id: int) -> HttpResponse:
    """Show hours, people and cost by action, workshop or service, for one year or all. Offer an export."""
    project = readable_project(request, project_id)
    by = request.GET.get("par", "")
    by = by if by in TABLES else "action"
    years = contribution_totals.years(project)
    asked = request.GET.get("annee", "")
    year = next((year for year in years if str(year) == asked), None)
    entries = TABLES[by][1](project, request, year)
    if export := request.GET.get("export"):
        response = table_response(
            export,
            name=f"contributions-{by}",
            headings=[str(TABLES[by][0]), _("Hours"), _("People (at least)"), _("Cost (€)")],
            rows=([entry.label, entry.hours, entry.people, entry.cost] for entry in entries),
        )
        if response is None:
            raise Http404
        return response
    context = {
        "project": project,
        "totals": contribution_totals.totals(project),
        "entries": Paginator(entries, ENTRIES_PER_PAGE).get_page(request.GET.get("page")),
        "tables": [(key, label) for key, (label, _entries) in TABLES.items()],
        "by": by,
        "years": years,
        "year": year,
        "shown": f"par={by}" + (f"&annee={year}" if year else ""),
    }
    return render(request, "volunteering/contributions.html", context)


@read_by(user_can_import_contributions)
@takes_a_form
def import_contributions(request: AgentRequest) -> HttpResponse:
    """Import a file: show what it would change and its errors, then ask for confirmation."""
    context: dict[str, Any] = {"form": ImportForm()}
    if "confirmed" in request.POST:
        try:
            sent = signing.loads(request.POST["confirmed"], salt=_SALT, max_age=_DAY)
            project = ProjectPage.objects.filter(pk=sent["project"]).first()
        except signing.BadSignature:
            project = None
        if project is not None:
            done = contribution_totals.import_contributions(
                project=project, lines=sent["lines"], by=request.user
            )
            added = ngettext("%(count)s new line", "%(count)s new lines", done.added)
            replaced = ngettext("%(count)s line changed", "%(count)s lines changed", done.replaced)
            messages.success(
                request,
                _("Imported: %(added)s, %(replaced)s.")
                % {
                    "added": added % {"count": format_number(done.added)},
                    "replaced": replaced % {"count": format_number(done.replaced)},
                },
            )
            return redirect(reverse("contributions:index"))
        messages.error(request, _("This preview is no longer valid: send the file again."))
    elif request.method == "POST":
        form = context["form"] = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            reading, project = form.reading, form.cleaned_data["project"]
            context |= {"reading": reading, "project": project}
            if not reading.errors:
                sent = {"project": project.pk, "lines": reading.lines}
                context["shown"] = preview(reading.lines[:PREVIEWED])
                context["confirmed"] = signing.dumps(sent, salt=_SALT, compress=True)
    return render(request, "volunteering/admin/import_contributions.html", context)
