"""Follows of agents."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..enums import FollowKind
from ..querysets import FollowQuerySet

_COLUMNS = ("page", "theme", "person", "search")


def _holds(kind: FollowKind) -> Q:
    """Return the condition that the column of this kind, and no other, is filled."""
    return Q(kind=kind, **{f"{column}__isnull": column != kind.column for column in _COLUMNS})


class Follow(models.Model):
    """An object that an agent follows.

    A follow that was stopped stays stopped until the agent follows the object again.
    """

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    kind = models.CharField(_("what"), max_length=20, choices=FollowKind)
    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, null=True, related_name="+")
    theme = models.ForeignKey("projects.Theme", models.CASCADE, null=True, related_name="+", db_index=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", db_index=False
    )
    search = models.ForeignKey(
        "search.SavedSearch", models.CASCADE, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now)
    stopped_at = models.DateTimeField(null=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        # Most follow pages: with their empty columns, SQLite would rather look through all of the follows.
        indexes = [
            models.Index(
                fields=["agent", "kind", "-created_at", "-id"],
                condition=Q(stopped_at__isnull=True),
                name="notifications_follow_of_agent",
            ),
            *(
                models.Index(
                    fields=[column], condition=Q(**{f"{column}__isnull": False}), name=f"follow_of_{column}"
                )
                for column in _COLUMNS[1:]
            ),
        ]
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.CheckConstraint(
                condition=Q(*(_holds(kind) for kind in FollowKind), _connector=Q.OR),
                name="notifications_follow_of_its_kind",
            ),
            *(
                models.UniqueConstraint(
                    fields=["agent", "kind", column], name=f"notifications_follow_{column}_once"
                )
                for column in _COLUMNS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent} · {self.get_kind_display()} {self.target_id}"

    @property
    def target_id(self) -> int:
        """The key of the followed object."""
        return getattr(self, f"{FollowKind(self.kind).column}_id")
