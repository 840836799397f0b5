"""What the refusals of participation have in common."""

from django.utils.functional import Promise


class ParticipationError(Exception):
    """Base of the refusals below."""

    message: str | Promise

    def __str__(self) -> str:
        return str(self.message)
