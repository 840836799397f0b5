"""What agents add to the comments of others: mentions and reactions."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..enums import ReactionKind
from .comments import Comment


class Mention(models.Model):
    """An agent whom a comment names after an @."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="mentions")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentions")
    # The name as the text has it, whatever the agent is called since.
    written = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [
            models.UniqueConstraint(fields=["comment", "agent"], name="participation_mention_once"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} · {self.agent_id}"


class Reaction(models.Model):
    """What an agent thinks of a comment, in one click. Reactions are counted from these rows."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reactions")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reactions")
    kind = models.CharField(_("reaction"), max_length=20, choices=ReactionKind)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints = [
            models.UniqueConstraint(fields=["comment", "agent"], name="participation_reaction_once"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} · {self.kind}"
