"""The number of an action in its plan."""

from typing import Any, Self

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.common.models import BasePage


class NumberedPage(BasePage):
    """A page with a number in its plan.

    An editor types the number. Otherwise the page gets one when it is first saved.
    """

    project: Any
    project_id: int

    number = models.PositiveSmallIntegerField(
        _("number"),
        null=True,
        blank=True,
        help_text=_("Its number in the plan. Leave empty to take the next one."),
    )

    class Meta:
        abstract = True

    @transaction.atomic  # the number is given under a lock, which holds until it is written
    def save(self, *args: Any, **kwargs: Any) -> None:
        self.take_place()
        super().save(*args, **kwargs)

    def take_place(self) -> None:
        """Set the project from the tree, and the next number of its plan if the page has none.

        An alias has a number of its own in the plan.
        """
        plan = self.get_parent()
        self.project_id = plan.get_parent().pk
        if self.number is None or (self._state.adding and self.alias_of_id):
            lock_numbers(plan)
            self.number = type(self).objects.filter(project=self.project_id).next_number()

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Load a version, which may change the number but cannot take that of another action.

        A version keeps today's number of the action if it has none, comes from another plan, or has a
        number that now belongs to another action.
        """
        version: Self = super().with_content_json(content)
        if version.number != self.number and (
            version.number is None
            or version.project_id != self.project_id
            or type(self).objects.filter(project=self.project_id, number=version.number).exists()
        ):
            version.number = self.number
        version.project_id = self.project_id
        return version


def lock_numbers(plan: Page) -> None:
    """Let nobody else give a number in this list of actions until the transaction ends.

    On SQLite the transaction itself is the lock.
    """
    Page.objects.select_for_update().get(pk=plan.pk)
