"""Refusals of services. Their messages are for the agent who asked."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class RefusalError(Exception):
    """An operation is refused, for the reason given.

    Only a refusal that is raised in several places, or that code tells from others, has a class of its own.
    """

    message: str | Promise = ""

    def __init__(self, message: str | Promise = "") -> None:
        super().__init__(message or self.message)


class AlreadySentError(RefusalError):
    """This form has already made something else."""

    message = _(
        "This form was already sent with other content, which is recorded. Nothing was sent now: "
        "if you want this too, read it again, then send it."
    )
