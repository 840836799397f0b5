"""The requests about personal data are personal data too."""

from django.utils.translation import gettext_lazy as _

from portal.common.personal_data import Column, PersonalData, register_personal_data

from .enums import RequestKind, RequestStatus
from .models import PrivacyRequest
from .services import anonymise_requests_of

REQUESTS = PersonalData(
    key="privacy_requests",
    title=_("Your requests about your data"),
    why=_("What you asked and what was answered, as proof for you and for the portal."),
    held=lambda user: PrivacyRequest.objects.filter(agent=user),
    columns=(
        Column("number", _("number"), "pk"),
        Column("kind", _("request"), "kind", dict(RequestKind.choices)),
        Column("text", _("details"), "text"),
        Column("received_at", _("received on"), "created_at"),
        Column("due_on", _("answer due by"), "due_on"),
        Column("status", _("status"), "status", dict(RequestStatus.choices)),
        Column("answer", _("answer"), "answer"),
        Column("answered_at", _("answered on"), "answered_at"),
    ),
    relations=("privacy.PrivacyRequest.agent",),
    anonymise=anonymise_requests_of,
)
ANSWERS = PersonalData(
    key="privacy_answers",
    title=_("Requests about personal data that you answered"),
    why=_("Who answered is kept with the answer."),
    held=lambda user: PrivacyRequest.objects.filter(answered_by=user),
    columns=(
        Column("number", _("number"), "pk"),
        Column("kind", _("request"), "kind", dict(RequestKind.choices)),
        Column("answered_at", _("answered on"), "answered_at"),
    ),
    relations=("privacy.PrivacyRequest.answered_by",),
)


def register() -> None:
    """Register what requests hold about people."""
    register_personal_data(REQUESTS, ANSWERS, order=60)
