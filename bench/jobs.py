"""Cost of the jobs beside the requests: `python -m bench.jobs FILE`, with the development tools.

FILE is a database of SQLite that is filled (`bench.large` makes one); a copy of it is measured. Each line
gives the processor time and the elapsed time of a job, or of one mail, and what it must not exceed. On a
machine that does nothing else they are nearly the same.
"""

import argparse
import datetime
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from io import StringIO
from pathlib import Path

FOLLOWERS = 2000
MAILS = 1000


def main() -> None:
    """Print one line for each job."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("database", type=Path)
    original: Path = parser.parse_args().database
    with tempfile.TemporaryDirectory() as folder, _mail_server() as port:
        copy = Path(folder) / "db.sqlite3"
        shutil.copy(original, copy)
        _start(copy, port)
        print("job                                          cpu ms    elapsed ms      must ms")
        _measure_periods()
        _measure_purges()
        _measure_telling()
        _measure_mail()


def _start(database: Path, port: int) -> None:
    os.environ |= {
        "DATABASE_URL": f"sqlite:///{database.resolve()}",
        "DJANGO_SETTINGS_MODULE": "portal.settings.demo",
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
    }
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.SEARCH_INDEX_PATH = database.with_name("search.sqlite3")
    django.setup()
    # The demonstration writes mail to files.
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    call_command("migrate", verbosity=0)


@contextmanager
def _mail_server() -> Iterator[int]:
    """Run a mail server that takes everything and keeps nothing. Yield its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink", "-l", f"127.0.0.1:{port}"]
    )
    try:
        yield port
    finally:
        server.terminate()
        server.wait()


def _measure(name: str, must: float, job: Callable[[], object], *, each: int = 1) -> None:
    """Print the milliseconds of a job, or of one of `each` things that it does."""
    begun, begun_cpu = time.perf_counter(), time.process_time()
    job()
    cpu, elapsed = time.process_time() - begun_cpu, time.perf_counter() - begun
    print(f"{name:40} {cpu * 1000 / each:11.1f} {elapsed * 1000 / each:13.1f} {must:12.1f}", flush=True)


def _measure_periods() -> None:
    """Measure each command of the schedule twice. Search measures its own: `manage.py search_bench`."""
    from django.core.management import call_command

    from portal.common.schedule import periods

    apart = {
        "send_notifications",
        "send_mail_outbox",
        "send_bulk_mail",
        "purge_expired",
        "search_drain",
        "search_reconcile",
    }
    for command in sorted(periods.keys() - apart):
        for state in ("first", "again"):
            _measure(f"{command} ({state})", 5000, lambda name=command: call_command(name, stdout=StringIO()))


def _measure_purges() -> None:
    """Measure each purge twice: with what is there, and when nothing is left."""
    from django.conf import settings
    from django.utils import timezone

    from portal.common.retention import erase_expired

    for kind in settings.RETENTION:
        for state in ("first", "again"):
            _measure(f"purge {kind} ({state})", 5000, lambda kind=kind: erase_expired(kind, timezone.now()))


def _measure_telling() -> None:
    """Measure what a comment costs a worker for those who follow the conversation."""
    from django.test import override_settings

    from portal.accounts.models import User
    from projects.comments.models import Comment
    from projects.comments.signals import comment_posted
    from projects.models import ActionPage
    from projects.notifications.enums import FollowKind
    from projects.notifications.models import Follow

    action = ActionPage.objects.live().first()
    agents = User.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True)[:FOLLOWERS]
    Follow.objects.bulk_create(
        (Follow(agent_id=agent, kind=FollowKind.CONVERSATION, page_id=action.pk) for agent in agents),
        ignore_conflicts=True,
    )
    author = User.objects.latest("pk")

    @override_settings(TASKS_IMMEDIATE=True)
    def tell(comment: Comment) -> None:
        comment_posted.announce(comment=comment)

    for turn in ("first", "again"):
        [comment] = Comment.objects.bulk_create([Comment(page_id=action.pk, author=author, text="Un avis.")])
        _measure(f"comment told to {FOLLOWERS} followers ({turn})", 100, partial(tell, comment))


def _measure_mail() -> None:
    from django.utils import timezone

    from portal.mail.sending import send_bulk_mail
    from projects.notifications.mail import queue_due_mail
    from projects.notifications.models import Notification

    Notification.objects.filter(mailed_at__isnull=False).update(mailed_at=None)
    tuesday = _next_digest()
    offset = tuesday - timezone.now()
    sent = 0

    def send() -> None:
        nonlocal sent
        while sent < MAILS and (more := send_bulk_mail(lambda: timezone.now() + offset)):
            sent += more

    _measure("send_notifications: one run", 5000, lambda: queue_due_mail(tuesday))
    begun, begun_cpu = time.perf_counter(), time.process_time()
    send()
    took, cpu = time.perf_counter() - begun, time.process_time() - begun_cpu
    print(f"{'one mail':40} {cpu * 1000 / sent:11.1f} {took * 1000 / sent:13.1f} {20:12.1f}", flush=True)
    while queue_due_mail(tuesday):
        pass
    _measure("send_notifications: nothing due", 1000, lambda: queue_due_mail(tuesday))


def _next_digest() -> datetime.datetime:
    from tests.mailbox import next_digest

    return next_digest()


if __name__ == "__main__":
    main()
