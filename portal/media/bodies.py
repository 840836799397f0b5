"""How large a request may be, decided before its body is read.

Only who works in the administration sends files. Anybody else would fill the disk of the server with what is
refused once it is there. nginx asks too (`may_upload`), before it receives a large request.
"""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.http.bad_requests import BodyTooLarge
from portal.wagtail_patches.administration import user_can_change_something

LARGEST_FORM = 3 * 1024 * 1024  # bytes; `client_max_body_size` of deploy/nginx.conf


@login_not_required  # nginx is told no, not where to sign in
@require_safe
def may_upload(request: HttpRequest) -> HttpResponse:
    """Answer 204 to who may send large files, 403 to others."""
    return HttpResponse(status=204 if _works_in_administration(request) else 403)


class BodySizeMiddleware:
    """Refuse a request that is too large for who sends it and for its address.

    A body of unknown length is none to Django, which does not read it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and int(length) > LARGEST_FORM and not self._expects_files(request):
            raise BodyTooLarge
        return self.get_response(request)

    def _expects_files(self, request: HttpRequest) -> bool:
        in_administration = request.path_info.startswith(reverse("wagtailadmin_home"))
        return in_administration and _works_in_administration(request)


def _works_in_administration(request: HttpRequest) -> bool:
    return request.user.is_authenticated and user_can_change_something(request.user)
