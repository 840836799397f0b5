"""Two watches at the same moment: threads on a real database."""

from django.utils import timezone

from portal.accounts.models import User
from portal.common.schedule import Lane
from portal.mail.models import OutgoingMail
from portal.operations.models import Incident
from portal.operations.watch import watch_tasks
from portal.tasks.models import Task
from tests.factories import UserFactory
from tests.simultaneous import together

ADDRESS = "administration@exemple.invalid"


def begin() -> None:
    UserFactory(email=ADDRESS, is_superuser=True)
    Task.objects.create(
        name="comment_posted", lane=Lane.SHORT, limit=60, due_at=None, given_up_at=timezone.now()
    )


def mails() -> list[int]:
    return together(OutgoingMail.objects.to(ADDRESS).count)


def clear() -> None:
    for rows in (OutgoingMail.objects, Incident.objects, Task.objects, User.objects.filter(email=ADDRESS)):
        rows.all().delete()


def test_two_watches_tell_each_thing_once(shared_database: None) -> None:
    together(begin)
    try:
        together(watch_tasks, watch_tasks)
        assert mails() == [1]
        together(Task.objects.given_up().delete)
        together(watch_tasks, watch_tasks)
        assert mails() == [2]
    finally:
        together(clear)
