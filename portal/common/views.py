"""Answers that belong to no app."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse


def admin_refused(request: HttpRequest) -> HttpResponse:
    """Where Wagtail sends a signed-in person who may not use its admin.

    Wagtail would send them to sign in; they are signed in already and would turn in circles.
    """
    raise PermissionDenied
