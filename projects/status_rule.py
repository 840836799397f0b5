"""The rule that links status and progress, for every form of progress."""

from django.utils.translation import gettext as _

from .enums import ActionStatus


def progress_refusal(status: str, progress: int) -> str | None:
    """Return why this progress does not go with this status, and the remedy.

    Return None if they go together.
    """
    if not 0 <= progress <= 100:
        return _("Progress goes from 0 to 100.")
    if status == ActionStatus.DONE and progress < 100:
        return _("“Done” means 100%: enter 100, or choose another status.")
    if status != ActionStatus.DONE and progress == 100:
        return _("Only “Done” is at 100%: enter 99 or less, or choose “Done”.")
    return None


def progress_with(status: str, current: int) -> int | None:
    """Return the progress that a new status implies, or None if it must be given."""
    if status == ActionStatus.DONE:
        return 100
    if status == ActionStatus.TO_START:
        return 0
    return None if progress_refusal(status, current) else current
