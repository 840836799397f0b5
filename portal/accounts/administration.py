"""The door of the administration, in front of Wagtail's own.

Wagtail asks one right at the door (`access_admin`). Behind it, its choosers, its bulk actions and some of
its forms tell titles and names to whoever is in: here, who may change nothing sees only what is to be read.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver
from wagtail.admin.auth import permission_denied, user_has_any_page_permission
from wagtail.utils.urlpatterns import decorate_urlpatterns

from .models import User

# What the portal does not use: a page that fails on purpose, and the forms of choosers for things that
# are not made while choosing (Wagtail routes them without a form, and fails when one is sent).
CLOSED = {
    "wagtailadmin_error_test",
    "agent_chooser:create",
    "service_chooser:create",
    "wagtailsnippetchoosers_projects_axis:create",
    "wagtailsnippetchoosers_projects_theme:create",
    "wagtailsnippetchoosers_projects_tag:create",
}
# Open to members of the administration who may change no content: the steering committee, moderators.
READING = {
    "wagtailadmin_home",
    "wagtailadmin_account",
    "wagtailadmin_logout",
    "wagtailadmin_dismissibles",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "action_report",
    "action_report_results",
    # The desk of moderators and, for withdrawn texts, of the committee.
    "moderation_desk",
    "moderation_desk_results",
    "moderation_case",
    "moderation_sealed_text",
    "quota_report",
    "quota_report_results",
}

# Rights that are used on the site or at the desk, and open no screen of Wagtail's, which would name pages
# that their holders may not read.
USED_ELSEWHERE = ("_moderationdecision", "_proposalanswer")

LONGEST_QUERY = 10_000  # characters; a bulk action names hundreds of objects, and nothing asks for more

View = Callable[..., HttpResponseBase]


def guarded(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The addresses of Wagtail's administration, each behind the portal's own door."""
    return decorate_urlpatterns(patterns, _guard)


def user_can_change_something(user: User) -> bool:
    """Whether some page, or some object of the administration, is theirs to change."""
    return user_has_any_page_permission(user) or any(
        not permission.partition(".")[2].startswith(("view_", "access_admin"))
        and not permission.endswith(USED_ELSEWHERE)
        for permission in user.get_all_permissions()
    )


def _guard(view: View) -> View:
    @wraps(view)
    def guarded_view(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        user, name = request.user, request.resolver_match and request.resolver_match.view_name
        if not user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
        if name in CLOSED:
            raise Http404
        if len(request.META["QUERY_STRING"]) > LONGEST_QUERY:
            raise BadRequest("The query is longer than any database compares")
        if any(address and "/" not in address for address in _asked_next(request)):
            raise BadRequest("`next` is not an address")  # Wagtail would take it for the name of a view
        if name not in READING and not user_can_change_something(user):
            return permission_denied(request)
        return view(request, *args, **kwargs)

    return guarded_view


def _asked_next(request: HttpRequest) -> list[str]:
    return [*request.GET.getlist("next"), *request.POST.getlist("next")]
