"""The mails about requests. They name nobody and quote nothing: who is told reads it on the portal."""

import logging
import smtplib
from collections.abc import Callable

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from portal.accounts.models import ADMINISTRATORS, User
from portal.common.text import mail_subject

from .models import PrivacyRequest, PrivacyRequestQuerySet

logger = logging.getLogger(__name__)


def send_waiting_mail() -> int:
    """Send what has not been sent yet, and return how many mails left. A failure is logged and kept."""
    requests = PrivacyRequest.objects.all()
    return _send(requests.to_announce(), "announced_at", _announce) + _send(
        requests.answer_to_announce().select_related("agent"), "answer_announced_at", _announce_answer
    )


def _send(waiting: PrivacyRequestQuerySet, field: str, send: Callable[[PrivacyRequest], None]) -> int:
    """What left is noted, what failed waits. Told twice if the process dies in between, rather than never."""
    sent = 0
    for request in waiting:
        try:
            send(request)
        except (OSError, smtplib.SMTPException) as error:
            logger.warning(
                "The mail about request %s waits for the next try: %s", request.pk, type(error).__name__
            )
        else:
            PrivacyRequest.objects.filter(pk=request.pk).update(**{field: timezone.now()})
            sent += 1
    return sent


def contacts() -> list[str]:
    """Who receives requests: the contact of the settings, else the administrators of the portal."""
    if settings.PRIVACY_CONTACT:
        return [settings.PRIVACY_CONTACT]
    administrators = User.objects.filter(is_active=True, groups__name=ADMINISTRATORS).order_by("pk")
    return list(administrators.values_list("email", flat=True))


def _announce(request: PrivacyRequest) -> None:
    address = reverse("privacyrequest:edit", args=[request.pk])
    _mail("privacy/mail/request", request, contacts(), address)


def _announce_answer(request: PrivacyRequest) -> None:
    _mail("privacy/mail/answer", request, [request.agent.email], reverse("my_data"))


def _mail(template: str, request: PrivacyRequest, recipients: list[str], address: str) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "kind": request.get_kind_display(),
            "due_on": request.due_on,
            "address": settings.WAGTAILADMIN_BASE_URL + address,
        }
        subject = mail_subject(render_to_string(f"{template}_subject.txt", context))
        body = render_to_string(f"{template}.txt", context)
        for recipient in recipients:  # nobody reads the address of the others
            send_mail(subject, body, None, [recipient])
