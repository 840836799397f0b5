"""The mails about requests. They name nobody and quote nothing: who is told reads it on the portal."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from portal.accounts.enums import RoleName
from portal.accounts.models import User
from portal.common.text import mail_subject

from .models import PrivacyRequest


def contacts() -> list[str]:
    """Return who receives requests: the contact of the settings, or else the administrators of the portal."""
    if settings.PRIVACY_CONTACT:
        return [settings.PRIVACY_CONTACT]
    administrators = User.objects.filter(is_active=True, groups__name=RoleName.ADMINISTRATORS).order_by("pk")
    return list(administrators.values_list("email", flat=True))


def announce(request: PrivacyRequest) -> None:
    """Tell the contacts that a request is there."""
    address = reverse("privacyrequest:edit", args=[request.pk])
    _mail("privacy/mail/request", request, contacts(), address)


def announce_answer(request: PrivacyRequest) -> None:
    """Tell the agent that their request is answered."""
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
