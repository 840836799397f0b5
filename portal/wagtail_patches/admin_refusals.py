"""Refusals of the administration are security events of the log."""

import logging

from django.http import HttpRequest, HttpResponse
from wagtail.admin import auth

logger = logging.getLogger("portal.security")


def install() -> None:
    """Log each refusal that Wagtail answers by leading back to its home page. Others are logged by Django."""
    answer = auth.permission_denied

    def permission_denied(request: HttpRequest) -> HttpResponse:
        response: HttpResponse = answer(request)
        logger.warning("permission_denied", extra={"event": "permission_denied"})
        return response

    auth.permission_denied = permission_denied
