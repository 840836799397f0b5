"""See `tests.taking_part`."""

from tests.taking_part import action, client, plan  # noqa: F401 (fixtures)
