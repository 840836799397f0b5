"""The portal's own access check in front of Wagtail's administration.

Wagtail asks for one right at the entrance (`access_admin`). Behind it, its choosers, its bulk actions and
some of its forms reveal titles and names to anybody inside. Here, a person who may change nothing reaches
only the screens that are made to be read.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver
from wagtail.admin.auth import permission_denied, user_has_any_page_permission
from wagtail.admin.views.generic.chooser import CreateView
from wagtail.utils.urlpatterns import decorate_urlpatterns

from .screens import readers_of

# Closed: a page of Wagtail that fails on purpose.
CLOSED = {"wagtailadmin_error_test"}
# Wagtail’s own screens for members of the administration who may change no content. A screen of ours says
# itself who reads it.
READING = {
    "wagtailadmin_home",
    "wagtailadmin_account",
    "wagtailadmin_logout",
    "wagtailadmin_dismissibles",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
}

LONGEST_QUERY = 10_000  # characters; a bulk action names hundreds of objects, and nothing asks for more

View = Callable[..., HttpResponseBase]

_used_elsewhere: set[str] = set()


def opens_no_screen(*models: type[Model]) -> None:
    """Declare that rights over these models open no screen of Wagtail.

    Those screens would name pages that a holder of such a right may not read.
    """
    _used_elsewhere.update(model._meta.label_lower for model in models)


def guarded(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """Return the addresses of Wagtail's administration, each behind the portal's own check."""
    return decorate_urlpatterns(patterns, _guard)


def user_can_change_something(user: PermissionsMixin) -> bool:
    """Return True if the user may change some page, or some object of the administration."""
    return user_has_any_page_permission(user) or any(map(_opens_a_screen, user.get_all_permissions()))


def _opens_a_screen(permission: str) -> bool:
    app, _dot, codename = permission.partition(".")
    action, _underscore, model = codename.partition("_")
    return (
        (action, model) != ("access", "admin")
        and action != "view"
        and f"{app}.{model}" not in _used_elsewhere
    )


def _guard(view: View) -> View:
    readers = readers_of(view)

    @wraps(view)
    def guarded_view(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        user, name = request.user, request.resolver_match and request.resolver_match.view_name
        if not user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
        if name in CLOSED or _lacks_its_form(view):
            raise Http404
        if len(request.META["QUERY_STRING"]) > LONGEST_QUERY:
            raise BadRequest("The query is longer than any database compares")
        if any(address and "/" not in address for address in _asked_next(request)):
            raise BadRequest("`next` is not an address")  # Wagtail would take it for the name of a view
        is_open = readers(user) if readers else name in READING or user_can_change_something(user)
        if not is_open:
            return permission_denied(request)
        return view(request, *args, **kwargs)

    return guarded_view


def _lacks_its_form(view: Any) -> bool:
    """Return True if a chooser has no creation form.

    Wagtail routes the creation view all the same, and fails when a form is sent to it.
    """
    view_class: Any = getattr(view, "view_class", None)
    if view_class is None or not issubclass(view_class, CreateView):
        return False
    return view_class(**view.view_initkwargs).get_creation_form_class() is None


def _asked_next(request: HttpRequest) -> list[str]:
    return [*request.GET.getlist("next"), *request.POST.getlist("next")]
