"""Refusals of services. Their messages are for the agent who asked."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class RefusalError(Exception):
    """Base class of the refusals."""

    message: str | Promise

    def __str__(self) -> str:
        return str(self.message)


class AlreadySentError(RefusalError):
    """This form has already made something else."""

    message = _(
        "This form was already sent with other content, which is recorded. Nothing was sent now: "
        "if you want this too, read it again, then send it."
    )
