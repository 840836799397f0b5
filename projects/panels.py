"""Panels of an action's editor besides its fields."""

from typing import Any

from wagtail.admin.panels import Panel


class ProgressLogPanel(Panel):
    """The dated log of the action's progress, read-only, as readers see it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/panels/progress_log.html"

        def is_shown(self) -> bool:
            return self.instance.pk is not None

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            context["entries"] = self.instance.progress_entries.select_related("author")
            return context
