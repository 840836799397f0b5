"""Why a verb was refused; the message is written for the agent who asked."""

from django.utils.functional import Promise


class RefusalError(Exception):
    """Base of the refusals below."""

    message: str | Promise

    def __str__(self) -> str:
        return str(self.message)
