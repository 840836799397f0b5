"""Changes of what pages show, by which the parts kept for all readers know that they are out of date."""

from typing import Any

from django.db import models
from django.utils import timezone

KEPT = 1000  # rows; earlier ones say nothing more


class ContentChange(models.Model):
    """One change, written in the transaction that makes it: both are seen, or neither.

    Rows are only added, so that no writer waits for another one.
    """

    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.at)

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        if self.pk % KEPT == 0:
            ContentChange.objects.filter(pk__lte=self.pk - KEPT).delete()
