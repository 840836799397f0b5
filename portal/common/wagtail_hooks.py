"""The administration's look, its list of external sites, and reserved pages."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import Page, PageViewRestriction

from portal.common.viewsets import ExternalSiteViewSet


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_global_admin_js")
def admin_js() -> SafeString:
    return format_html(
        '<script src="{}"></script><script type="module" src="{}"></script>',
        static("js/admin_dates.js"),
        static("js/form_owner.js"),
    )


@hooks.register("register_admin_viewset")
def register_viewset() -> ViewSet:
    return ExternalSiteViewSet("external_sites")


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="common", content_type__model="externalsite")


@hooks.register("before_serve_page", order=-1)
def hide_from_others(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> None:
    """Answer 404 for a page that is reserved to other groups.

    Wagtail would send a signed-in person to the sign-in page, which would send them back, in circles.
    """
    for restriction in page.get_view_restrictions():
        for_groups = restriction.restriction_type == PageViewRestriction.GROUPS
        if for_groups and not restriction.accept_request(request):
            raise Http404
