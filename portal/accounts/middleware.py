"""Logging of the lists that people export."""

from collections.abc import Callable

from django.http import HttpResponseBase
from wagtail.log_actions import log

from .requests import AgentRequest


class ExportLogMiddleware:
    """Log who exports a list from the administration."""

    FORMATS = frozenset({"csv", "xlsx"})

    def __init__(self, get_response: Callable[[AgentRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: AgentRequest) -> HttpResponseBase:
        response = self.get_response(request)
        exported = request.GET.get("export") in self.FORMATS and response.has_header("Content-Disposition")
        if exported and request.user.is_authenticated:
            log(request.user, "accounts.export", user=request.user, data={"path": request.get_full_path()})
        return response
