"""Deleting what other things depend on is refused, with the reason, before it is offered."""
