"""Hooks that replace Wagtail's deletion screens."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.api.v2.router import WagtailAPIRouter

from .deletion.api import HeldPagesAPIViewSet
from .deletion.bulk import HeldPageDeleteBulkAction, HeldSnippetDeleteBulkAction
from .deletion.screens import HeldPageViewSet


@hooks.register("register_admin_viewset")
def register_viewset() -> ViewSet:
    return HeldPageViewSet()


# In the place of Wagtail's, which are registered after ours for want of an order.
for bulk_action in (HeldPageDeleteBulkAction, HeldSnippetDeleteBulkAction):
    hooks.register("register_bulk_action", bulk_action, order=1)


@hooks.register("construct_admin_api")
def refuse_deletions(router: WagtailAPIRouter) -> None:
    router.register_endpoint("pages", HeldPagesAPIViewSet)
