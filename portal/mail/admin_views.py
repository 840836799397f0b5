"""The test of the mail settings, and what the home page of the administration says of mail."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.forms import EmailField, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from portal.wagtail_patches.screens import read_by, users_with_perm

from .enums import GivenUp
from .models import MailTrial, OutgoingMail, SuppressedAddress, Trouble
from .trial import ask_for_trial

manages_mail = users_with_perm("mail.manage_mail")
PANEL_PERIOD = datetime.timedelta(days=7)


class TrialForm(Form):
    """To whom the mail of test goes."""

    address = EmailField(label=gettext_lazy("Address"))


@read_by(manages_mail)
class MailTrialView(WagtailAdminTemplateMixin, FormView[TrialForm]):
    """Ask for a mail of test, and read what the mail server said to the last ones."""

    template_name = "mail/trial.html"
    page_title = gettext_lazy("Test of the mail settings")
    header_icon = "mail"
    form_class = TrialForm

    def get_initial(self) -> dict[str, Any]:
        return {"address": self.request.user.email}  # type: ignore[union-attr]

    def form_valid(self, form: TrialForm) -> HttpResponse:
        ask_for_trial(address=form.cleaned_data["address"], by=self.request.user)
        messages.success(self.request, _("The mail of test leaves in a moment."))
        return redirect("mail_trial")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(trials=MailTrial.objects.all(), **kwargs)


class MailPanel(Component):
    """What administrators must know about mail. It is there only if something is wrong."""

    name = "mail"
    order = 50
    template_name = "mail/panel.html"

    def get_context_data(self, parent_context: Any = None) -> Mapping[str, Any]:
        recent = timezone.now() - PANEL_PERIOD
        failed = OutgoingMail.objects.failed().filter(given_up_at__gt=recent)
        last = failed.urgent().order_by("-given_up_at").first()
        return {
            "lost": failed.urgent().count(),
            "bulk": failed.bulk().count(),
            "reason": last and (last.last_error or GivenUp(last.given_up).label),
            "pauses": Trouble.objects.filter(pauses__gt=0),
            "suppressed": SuppressedAddress.objects.count(),
        }

    def is_needed(self) -> bool:
        """Return True if there is something to say."""
        said = self.get_context_data()
        return any(said[name] for name in ("lost", "bulk", "pauses", "suppressed"))


def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Add what is wrong with mail to the home page of who manages it."""
    panel = MailPanel()
    if manages_mail(request.user) and panel.is_needed():
        panels.append(panel)
