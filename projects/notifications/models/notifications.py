"""Notifications of agents."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import IsNull
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..enums import Category
from ..querysets import NotificationQuerySet


class Notification(models.Model):
    """The notification of one event to one agent.

    It stores no text. The message is read from its object when it is shown, if the agent may still read the
    page and the comment concerned.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=30)  # a name of `kinds.base.KINDS`
    category = models.CharField(max_length=20, choices=Category)
    key = models.CharField(max_length=80)  # of the event: each agent has one row of it
    object_id = models.PositiveBigIntegerField()  # the key of what its kind speaks of
    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, null=True, related_name="+")
    comment = models.ForeignKey("comments.Comment", models.CASCADE, null=True, related_name="+")
    thread = models.CharField(max_length=80)  # those of a thread are shown together
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    by_mail = models.BooleanField(default=True)  # the agent wanted mail about this
    # Since when a mail says it, were it given up later; and that mail as long as it is in the outbox.
    mailed_at = models.DateTimeField(null=True)
    mail = models.ForeignKey("mail.OutgoingMail", models.SET_NULL, null=True, related_name="+")

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="notifications_told_once")]
        indexes = [
            # The centre reads unread ones first.
            models.Index(
                "recipient",
                IsNull(F("read_at"), True),
                "created_at",
                "id",
                name="notification_of_recipient",
            ),
            models.Index(fields=["recipient", "thread"], name="notification_thread"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="notification_unread"),
            models.Index(
                fields=["category", "created_at"],
                condition=Q(read_at__isnull=True, mailed_at__isnull=True, by_mail=True),
                name="notification_waiting",
            ),
            # Looked through every minute: see `kinds.moderation`.
            models.Index(
                fields=["object_id"], condition=Q(kind="undecidable"), name="notification_undecidable"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
