"""Refusals of services. Their messages are for the agent who asked."""

from django.utils.functional import Promise


class RefusalError(Exception):
    """An operation is refused, for the reason given.

    Only a refusal that is raised in several places, or that code tells from others, has a class of its own.
    """

    message: str | Promise = ""

    def __init__(self, message: str | Promise = "") -> None:
        super().__init__(message or self.message)
