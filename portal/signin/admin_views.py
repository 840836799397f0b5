"""The security of an account: a screen that Wagtail does not have."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from portal.accounts.models import User
from portal.accounts.requests import AgentRequest
from portal.accounts.rights import user_can_manage_account
from portal.wagtail_patches.screens import read_by, users_with_perm

from . import lockout, second_factor
from .sessions import Session, end_sessions


@read_by(users_with_perm("accounts.change_user"))
class AccountSecurityView(WagtailAdminTemplateMixin, TemplateView):
    """Unlock an account, remove a lost second factor, or sign the account out everywhere."""

    template_name = "wagtailusers/users/security.html"
    page_title = gettext_lazy("Security of the account")
    header_icon = "lock"
    request: AgentRequest

    def dispatch(self, request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.account = get_object_or_404(User, pk=kwargs["pk"])
        if not user_can_manage_account(request.user, self.account):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return str(self.account)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("wagtailusers_users:index"), "label": _("Users")},
            {
                "url": reverse("wagtailusers_users:edit", args=[self.account.pk]),
                "label": str(self.account),
            },
            {"url": "", "label": str(self.page_title)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        failures = lockout.recent_failures(self.account.email)
        return super().get_context_data(
            account=self.account,
            tries=failures,
            is_locked=failures >= lockout.PER_ACCOUNT,
            second_factor_is_on=second_factor.is_on(self.account),
            open_sessions=Session.objects.open_for(self.account.pk).count(),
            **kwargs,
        )

    def post(self, request: AgentRequest, pk: int) -> HttpResponse:
        verbs = {"unlock": self.unlock, "second_factor": self.remove_second_factor, "sign_out": self.sign_out}
        verb = verbs.get(request.POST.get("do", ""))
        if verb is None:
            return HttpResponse(status=400)
        messages.success(request, verb())
        return redirect("account_security", pk)

    def unlock(self) -> str:
        lockout.unlock(self.account.email)
        log(self.account, "accounts.unlock")
        return _("The lock is lifted.")

    def remove_second_factor(self) -> str:
        second_factor.turn_off(user=self.account, by=self.request.user)
        return _("Two-step verification is removed.")

    def sign_out(self) -> str:
        ended = end_sessions(self.account.pk)
        log(self.account, "accounts.signed_out")
        return ngettext("%(count)s device is signed out.", "%(count)s devices are signed out.", ended) % {
            "count": ended
        }
