"""The lead person's view of an action, outside the editors' screens, and the calendar of an agent."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.requests import AgentRequest
from portal.common.access import viewable

from .calendars import calendar_file, my_meetings
from .enums import ActionStatus
from .forms import ReportForm
from .methods import takes_a_form
from .models import ActionPage
from .permissions import user_can_report_progress
from .services import report_progress


@takes_a_form
def report_progress_view(request: AgentRequest, pk: int) -> HttpResponse:
    """Show the form 'Report progress' of a published action, and publish the report."""
    action = get_object_or_404(viewable(ActionPage.objects.filter(pk=pk), request))
    if not user_can_report_progress(request.user, action):
        raise PermissionDenied
    form = ReportForm(
        request.POST if request.method == "POST" else None,
        initial={"status": action.status, "progress": action.progress},
    )
    if form.is_valid():
        report_progress(
            action=action,
            status=ActionStatus(form.cleaned_data["status"]),
            progress=form.cleaned_data["progress"],
            note=form.cleaned_data["note"],
            author=request.user,
        )
        messages.success(request, _("Your report is published. Thank you."))
        return redirect(action.get_url(request))
    return render(
        request,
        "projects/report_progress.html",
        {"action": action, "form": form},
        status=422 if form.is_bound else 200,
    )


@require_safe
def my_meetings_view(request: AgentRequest) -> HttpResponse:
    """My meetings, of every app, as a calendar file."""
    content = calendar_file(my_meetings(request), request)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="mes-rencontres.ics"'
    return response
