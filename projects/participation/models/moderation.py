"""Decisions of moderation."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .comments import Comment


class ModerationDecision(models.Model):
    """Why a comment is masked, by whom and when: the public trace of a moderation."""

    comment = models.OneToOneField(Comment, models.CASCADE, related_name="moderation")
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("moderation decision")
        verbose_name_plural = _("moderation decisions")

    def __str__(self) -> str:
        return f"{self.comment_id} · {self.decided_at:%d/%m/%Y}"
