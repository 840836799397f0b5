"""Administrators are told of mails given up that somebody waited for."""

import datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from .messages import make_message, site, to_rows
from .models import OutgoingMail

PERIOD = datetime.timedelta(days=1)


@transaction.atomic
def tell_administrators(now: datetime.datetime) -> None:
    """Write to those who manage mail, at most once a day. What they were told of is told once."""
    failed = OutgoingMail.objects.urgent().failed()
    untold = failed.filter(told_at=None)
    if not untold.exists() or failed.filter(told_at__gt=now - PERIOD).exists():
        return
    lost = untold.update(told_at=now)
    if not lost:  # another sender told it at this moment
        return
    managers = get_user_model().objects.filter(
        is_active=True,
        groups__permissions__codename="manage_mail",
        groups__permissions__content_type__app_label="mail",
    )
    with translation.override(settings.LANGUAGE_CODE):
        context = {"lost": lost, "address": site() + reverse("wagtailadmin_home")}
        rows = [
            row
            for address in managers.order_by("pk").values_list("email", flat=True).distinct()
            for row in to_rows(make_message("mail/given_up", address, context))
        ]
    for row in rows:
        row.told_at = now  # an alarm that is lost makes no other
    OutgoingMail.objects.bulk_create(rows)
