"""Consequences of a change of an account, whoever makes the change."""

from functools import partial
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models.signals import m2m_changed, post_save, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from portal.common.text import sort_key
from portal.http.logs import log_security_event

from .models import User

CHANGES = {"post_add": "added", "post_remove": "removed"}


@receiver(m2m_changed, sender=User.groups.through)
def log_groups(
    sender: type, instance: User | Group, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any
) -> None:
    """Log which groups an account gained or lost, from either side of the relation."""
    if action == "pre_clear" and isinstance(instance, User):
        change, pk_set = "removed", set(instance.groups.values_list("pk", flat=True))
    elif action in CHANGES:
        change = CHANGES[action]
    else:
        return
    if not pk_set:
        return
    if isinstance(instance, Group):
        members, names = list(User.objects.filter(pk__in=pk_set)), [instance.name]
    else:
        members = [instance]
        names = sorted(Group.objects.filter(pk__in=pk_set).values_list("name", flat=True), key=sort_key)
    for member in members:
        log(member, "accounts.groups", data={change: names})


@receiver(post_save, sender=ModelLogEntry)
def repeat_on_stderr(sender: type[ModelLogEntry], instance: ModelLogEntry, **kwargs: Any) -> None:
    """Write what the database keeps about accounts as a security event too, by numbers alone."""
    if not instance.action.startswith("accounts."):
        return
    groups: dict[str, Any] = {
        change: ", ".join(instance.data[change]) for change in CHANGES.values() if change in instance.data
    }
    transaction.on_commit(
        partial(
            log_security_event,
            instance.action.replace(".", "_"),
            type=instance.content_type and instance.content_type.model,
            number=instance.object_id,
            by=instance.user_id,
            **groups,
        )
    )


@receiver(pre_save, sender=ModelLogEntry)
def name_nobody_in_the_log(sender: type[ModelLogEntry], instance: ModelLogEntry, **kwargs: Any) -> None:
    """Log the key of the account instead of its name: nobody can change the log after a departure."""
    if instance.content_type is not None and instance.content_type.model_class() is User:
        instance.label = _("account no. %(number)s") % {"number": instance.object_id}
