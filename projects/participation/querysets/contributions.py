"""Named states of contributions, to be chained."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from ..models import Contribution  # noqa: F401 (named as a string below)


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def details(self) -> Self:
        """Lines of an action, a workshop or a service."""
        return self.filter(overall=False)
