"""The mails about requests. They name nobody else and quote nothing: who is told reads it on the portal."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from portal.accounts.enums import RoleName
from portal.accounts.models import User
from portal.mail.messages import make_message, named, site

from .models import PrivacyRequest


def contacts() -> list[str]:
    """Return who receives requests: the contact of the settings, or else the administrators of the portal."""
    if settings.PRIVACY_CONTACT:
        return [settings.PRIVACY_CONTACT]
    administrators = User.objects.filter(is_active=True, groups__name=RoleName.ADMINISTRATORS).order_by("pk")
    return [named(administrator.get_full_name(), administrator.email) for administrator in administrators]


def announce(request: PrivacyRequest) -> None:
    """Tell the contacts that a request is there."""
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "kind": request.get_kind_display(),
            "due_on": request.due_on,
            "address": site() + reverse("privacyrequest:edit", args=[request.pk]),
        }
        for contact in contacts():  # nobody reads the address of the others
            make_message("privacy/request", contact, context).send()


def announce_answer(request: PrivacyRequest) -> None:
    """Tell the agent that their request is answered."""
    agent = request.agent
    context = {"first_name": agent.first_name, "address": site() + reverse("my_data")}
    with translation.override(settings.LANGUAGE_CODE):
        make_message("privacy/answer", named(agent.get_full_name(), agent.email), context).send()
