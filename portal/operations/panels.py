"""What the home page of the administration says of tasks."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.ui.components import Component

from .problems import Problem, problems
from .views import manages_tasks


class TasksPanel(Component):
    """What is wrong with tasks at this moment. The page makes it, so that it is true without any worker."""

    name = "tasks"
    order = 40
    template_name = "operations/panel.html"

    def __init__(self, found: list[Problem]) -> None:
        self.found = found

    def get_context_data(self, parent_context: Any = None) -> Mapping[str, Any]:
        return {"problems": self.found}


def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel to the home page of who manages tasks, if there is something to say."""
    if manages_tasks(request.user) and (found := problems(timezone.now())):
        panels.append(TasksPanel(found))
