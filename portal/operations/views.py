"""Administrators' screens about tasks: the lanes and the periodic jobs, then what is done once."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.common.schedule import Lane
from portal.tasks import services
from portal.tasks.models import Task, TaskQuerySet
from portal.wagtail_patches.screens import read_by, users_with_perm

from .problems import job_label, lanes, problems
from .screens import ActingScreen, Verb, choices

manages_tasks = users_with_perm("operations.manage_tasks")
GIVEN_UP, WAITING, RUNNING = "abandonnees", "en-attente", "en-cours"  # in addresses


@read_by(manages_tasks)
class TasksView(ActingScreen):
    """What is wrong, how much waits in each lane, and the periodic jobs."""

    template_name = "operations/tasks.html"
    page_title = gettext_lazy("Tasks")
    header_icon = "tasks"
    verbs = {
        "run": Verb(Task, services.run_now, "operations.run_now", gettext_lazy("The job runs in a moment.")),
    }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        late = set(Task.objects.late(now).values_list("pk", flat=True))
        jobs = [(task, job_label(task.name), task.pk in late) for task in Task.objects.periodic()]
        return super().get_context_data(
            now=now,
            problems=problems(now),
            heartbeat=Task.objects.heartbeat(),
            lanes=lanes(now),
            jobs=sorted(jobs, key=lambda job: (Lane.values.index(job[0].lane), job[1])),
            **kwargs,
        )


@read_by(manages_tasks)
class OneOffTasksView(ActingScreen):
    """What requests left to be done once: given up, waiting or running, in one lane or in all."""

    template_name = "operations/one_off_tasks.html"
    page_title = gettext_lazy("Tasks done once")
    header_icon = "tasks"
    verbs = {
        "try": Verb(
            Task, services.try_again, "operations.try_again", gettext_lazy("The task is tried again.")
        ),
        "cancel": Verb(Task, services.cancel, "operations.cancel", gettext_lazy("The task is cancelled.")),
    }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        states: dict[str, tuple[str, TaskQuerySet]] = {
            GIVEN_UP: (_("Given up"), Task.objects.once().given_up().order_by("-given_up_at", "-pk")),
            WAITING: (_("Waiting"), Task.objects.once().waiting(now).order_by("due_at", "pk")),
            RUNNING: (_("Running"), Task.objects.once().running(now).order_by("started_at", "pk")),
        }
        state = self.request.GET.get("etat", "")
        state = state if state in states else GIVEN_UP
        lane = self.request.GET.get("file", "")
        lane = lane if lane in Lane.values else ""
        tasks = states[state][1]
        return super().get_context_data(
            now=now,
            state=state,
            states=choices(
                [(value, label) for value, (label, _tasks) in states.items()],
                state,
                lambda value: f"?etat={value}&file={lane}",
            ),
            lanes=choices(
                [("", _("All lanes")), *((one.value, str(one.label)) for one in Lane)],
                lane,
                lambda value: f"?etat={state}&file={value}",
            ),
            **self.rows_of(tasks.filter(lane=lane) if lane else tasks),
            **kwargs,
        )
