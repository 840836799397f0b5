"""Services that change a plan."""

import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from portal.accounts.models import User

from .enums import ActionOrigin, ActionStatus
from .models import ActionPage, ProgressEntry
from .signals import action_progressed


def lock_page(pk: int) -> None:
    """Lock a page, so that nobody else changes in this transaction what is attached to it.

    On SQLite the transaction itself is the lock.
    """
    Page.objects.select_for_update().get(pk=pk)


@transaction.atomic
def record_progress(
    *, action: ActionPage, author: User | None, date: datetime.date | None = None
) -> ProgressEntry | None:
    """Log the status and progress of a published action if they differ from the last entry.

    The note is the action's `progress_note`. Return None if nothing changed.
    """
    last = action.progress_entries.first()
    if last and (last.status, last.progress) == (action.status, action.progress):
        return None
    entry = ProgressEntry.objects.create(
        action=action,
        date=date or timezone.localdate(),
        status=action.status,
        progress=action.progress,
        note=action.progress_note,
        author=author,
    )
    action_progressed.announce(entry=entry)
    return entry


@transaction.atomic
def report_progress(
    *, action: ActionPage, status: ActionStatus, progress: int, note: str, author: User
) -> None:
    """Publish a new status and progress of an action, with a note for readers.

    Reporting the same again changes nothing. An editor's unpublished draft stays a draft, and takes the new
    status too. Raise `ValidationError` if status and progress do not go together (done means 100 %).
    """
    lock_page(action.pk)  # of two sendings at the same moment, one comes first
    live = ActionPage.objects.get(pk=action.pk)
    if (live.status, live.progress, live.progress_note) == (status, progress, note):
        return
    draft = live.get_latest_revision_as_object() if live.has_unpublished_changes else None
    for version in filter(None, (live, draft)):
        version.status = status
        version.progress = progress
        version.progress_note = note
        # A draft may lack what only publication asks for.
        revision = version.save_revision(user=author, changed=True, clean=version is live)
        if version is live:
            # Views ask who may report; the change is logged by receivers.log_progress.
            revision.publish(user=author, skip_permission_checks=True)


@transaction.atomic
def record_origin(*, action: ActionPage, author: User) -> None:
    """Publish that an action comes from a proposal, unless editors have stated its origin.

    An editor's unpublished draft stays a draft, and says the same.
    """
    live = ActionPage.objects.get(pk=action.pk)
    if live.origin:
        return
    draft = live.get_latest_revision_as_object() if live.has_unpublished_changes else None
    for version in filter(None, (live, draft)):
        version.origin = ActionOrigin.PROPOSAL
        revision = version.save_revision(user=author, changed=True, clean=False)
        if version is live:
            # The steering committee answers proposals and edits no page: the view asked who may answer.
            revision.publish(user=author, skip_permission_checks=True)
