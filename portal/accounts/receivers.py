"""What Wagtail writes about accounts."""

from typing import Any

from django.db.models.signals import pre_save
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from .models import User


def name_nobody_in_the_log(sender: type[ModelLogEntry], instance: ModelLogEntry, **kwargs: Any) -> None:
    """A log that nobody may rewrite gets the number of an account; its screen shows the name until then."""
    if instance.content_type is not None and instance.content_type.model_class() is User:
        instance.label = _("account no. %(number)s") % {"number": instance.object_id}


pre_save.connect(name_nobody_in_the_log, sender=ModelLogEntry)
