"""Limit and logging of the lists that people export."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from portal.quotas.limits import QuotaReachedError, limited
from portal.quotas.middleware import refuse

from .models import User
from .requests import AgentRequest

FORMATS = frozenset({"csv", "xlsx"})


@limited("export", _("Exports of lists"), by="agent")
def begin_export(*, agent: User) -> None:
    """Count an export before anything of it is read: a long list is dear."""


class ExportMiddleware:
    """Limit the exports of lists, and log who made them."""

    def __init__(self, get_response: Callable[[AgentRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: AgentRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if _is_asked(request) and response.has_header("Content-Disposition"):
            log(request.user, "accounts.export", user=request.user, data={"path": request.get_full_path()})
        return response

    def process_view(self, request: AgentRequest, view: Any, *arguments: Any) -> HttpResponseBase | None:
        if not _is_asked(request):
            return None
        try:
            begin_export(agent=request.user)
        except QuotaReachedError as refusal:
            return refuse(request, refusal)
        return None


def _is_asked(request: AgentRequest) -> bool:
    return request.GET.get("export") in FORMATS and request.user.is_authenticated
