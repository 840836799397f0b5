"""Bulk deletions: objects that cannot be deleted are listed apart, with the reason."""

from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import ngettext
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction as PageDeleteBulkAction
from wagtail.models import Page
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction as SnippetDeleteBulkAction

from portal.wagtail_patches.deletion.holds import Hold, holds_of
from portal.wagtail_patches.deletion.screens import RacedDeletionMixin


class HeldBulkDeletionMixin(RacedDeletionMixin):
    """Leave held objects out of a bulk deletion, and say so. `advice` says what to do with them instead."""

    request: HttpRequest
    advice: Any = ""

    def get_actionable_objects(self) -> tuple[list[Model], dict[str, Any]]:
        objects, others = self._asked
        held = [{"title": _title(obj), "holds": holds} for obj, holds in self._holds.items() if holds]
        return [obj for obj in objects if not self._holds[obj]], {**others, "held": held}

    @cached_property
    def _asked(self) -> tuple[list[Model], dict[str, Any]]:
        asked: tuple[list[Model], dict[str, Any]] = super().get_actionable_objects()  # type: ignore[misc]
        return asked

    @cached_property
    def _holds(self) -> dict[Model, list[Hold]]:
        return {obj: holds_of(obj, self.request) for obj in self._asked[0]}

    def prepare_action(self, objects: list[Model], others: dict[str, Any]) -> HttpResponse | None:
        if others["held"] and not objects:
            response: HttpResponse = self.render_to_response(self.get_context_data())  # type: ignore[attr-defined]
            response.status_code = 409
            return response
        super().prepare_action(objects, others)  # type: ignore[misc]
        if count := len(others["held"]):
            kept = ngettext(
                "%(count)d object was kept, since other content depends on it.",
                "%(count)d objects were kept, since other content depends on them.",
                count,
            )
            messages.warning(self.request, kept % {"count": count})
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**context, "confirmation": self.template_name, "advice": self.advice}  # type: ignore[attr-defined]

    def get_template_names(self) -> list[str]:
        return ["wagtailadmin/deletion/bulk.html"]


def _title(obj: Model) -> str:
    return str(obj.specific_deferred.get_admin_display_title() if isinstance(obj, Page) else obj)


class HeldPageDeleteBulkAction(HeldBulkDeletionMixin, PageDeleteBulkAction):
    """Delete the chosen pages that nothing depends on."""

    def get_actionable_objects(self) -> tuple[list[Model], dict[str, Any]]:
        """Leave out pages below another chosen page.

        They are deleted with it: deleting them again would fail.
        """
        pages, others = super().get_actionable_objects()
        paths = [page.path for page in pages if isinstance(page, Page)]

        def goes_with_another(page: Any) -> bool:
            return any(page.path.startswith(path) and page.path != path for path in paths)

        return [page for page in pages if not goes_with_another(page)], others


class HeldSnippetDeleteBulkAction(HeldBulkDeletionMixin, SnippetDeleteBulkAction):
    """Delete the chosen snippets that nothing depends on."""
