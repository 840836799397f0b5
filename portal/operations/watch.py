"""The alarm: administrators get one mail when a problem begins, and one when it is over.

What they were told is a row of `Incident`, written in the transaction of the mail. A watch that is killed
has told nothing; two watches at the same time tell it once.
"""

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.common.display import format_datetime
from portal.common.schedule import MINUTE, Lane
from portal.mail.messages import make_message, named, site
from portal.tasks.models import LATE_AFTER, LATE_PERIODS, Task

from .enums import ProblemKind
from .models import Incident
from .problems import Problem, job_label, problems

COMMAND, PERIOD = "watch_tasks", MINUTE
UNWATCHED_AFTER = max(LATE_AFTER, LATE_PERIODS * datetime.timedelta(seconds=PERIOD))


def watch_tasks(now: datetime.datetime | None = None) -> None:
    """Tell administrators of the problems that began and of those that are over since the last look."""
    now = now or timezone.now()
    with translation.override(settings.LANGUAGE_CODE), transaction.atomic():
        if missed := _missed(now):
            # The jobs had no worker for as long: whether they are late is seen at the next look.
            begun, over = [one for one in missed if _note(one, now)], []
        else:
            found = problems(now)
            begun, over = [one for one in found if _note(one, now)], _end_others(found)
        if begun or over:
            _tell(begun, over)


def _missed(now: datetime.datetime) -> list[Problem]:
    """Return the problem that the last look is too long ago. Nobody could tell it while it lasted."""
    last = Task.objects.periodic().filter(name=COMMAND, succeeded_at__lt=now - UNWATCHED_AFTER).first()
    if last is None or last.succeeded_at is None:
        return []
    words = _("No worker watched from %(since)s to %(until)s: workers were stopped, or could not work.")
    dates = {"since": format_datetime(last.succeeded_at), "until": format_datetime(now)}
    return [Problem(ProblemKind.SILENT, "", words % dates)]


def _note(problem: Problem, now: datetime.datetime) -> bool:
    """Return True if the problem was not noted yet."""
    _incident, is_new = Incident.objects.get_or_create(
        kind=problem.kind, subject=problem.subject, defaults={"since": now}
    )
    return is_new


def _end_others(lasting: list[Problem]) -> list[str]:
    """Delete the incidents that are over. Return them in words."""
    known = {(one.kind, one.subject) for one in lasting}
    return [
        _end_in_words(incident)
        for incident in Incident.objects.all()
        if (incident.kind, incident.subject) not in known
        and Incident.objects.filter(pk=incident.pk).delete()[0]
    ]


def _end_in_words(incident: Incident) -> str:
    words = {
        ProblemKind.SILENT: _("Workers work again."),
        ProblemKind.STILL: _("Workers take the tasks of the lane “%(subject)s” again."),
        ProblemKind.LATE: _("“%(subject)s” ended well again."),
        ProblemKind.GIVEN_UP: _("No task “%(subject)s” is given up any more."),
    }[ProblemKind(incident.kind)]
    is_lane = incident.kind == ProblemKind.STILL
    return words % {"subject": Lane(incident.subject).label if is_lane else job_label(incident.subject)}


def _tell(begun: list[Problem], over: list[str]) -> None:
    context = {"begun": begun, "over": over, "address": site() + reverse("tasks")}
    for user in _administrators():  # nobody reads the address of the others
        make_message("operations/incidents", named(user.get_full_name(), user.email), context).send()


def _administrators() -> list[User]:
    granted = {"codename": "manage_tasks", "content_type__app_label": "operations"}
    holds = Q(is_superuser=True)
    for path in ("groups__permissions", "user_permissions"):
        holds |= Q(**{f"{path}__{name}": value for name, value in granted.items()})
    return list(User.objects.filter(holds, is_active=True).order_by("pk").distinct())
