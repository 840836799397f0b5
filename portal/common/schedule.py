"""Commands that run again and again: each app registers the period of its own.

`manage.py run_schedule` runs them.
"""

SECOND, MINUTE, DAY = 1, 60, 24 * 3600  # seconds

periods: dict[str, float] = {}


def run_every(period: float, command: str) -> None:
    """Register a management command that runs once a `period`, in seconds."""
    periods[command] = period
