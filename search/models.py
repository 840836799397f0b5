"""What waits to be written to the index."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """The outbox: something that can be found has changed.

    The row is written in the transaction of the change itself, so both happen or neither. It goes away
    once the engine has taken the change (`search.sync.drain`).
    """

    key = models.CharField(_("key"), max_length=60)
    created_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("change to index")
        verbose_name_plural = _("changes to index")

    def __str__(self) -> str:
        return self.key
