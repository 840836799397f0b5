"""Refusals of services. Their messages are for the agent who asked."""

from django.utils.functional import Promise


class RefusalError(Exception):
    """Base class of the refusals."""

    message: str | Promise

    def __str__(self) -> str:
        return str(self.message)
