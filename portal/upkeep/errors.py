"""What stops a backup, a restore or an upgrade, in words for operators."""


class UpkeepError(Exception):
    """The work cannot be done or went wrong. The text says why, and what to do."""
