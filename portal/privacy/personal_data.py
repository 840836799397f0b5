"""The requests about personal data are personal data too."""

from django.utils.translation import gettext_lazy as _

from portal.common.personal_data import Column, Held, PersonalData, register_personal_data
from portal.common.retention import register_purge

from .models import PrivacyRequest
from .services import erase_closed_requests, pseudonymise_departed

NUMBER = Column("number", _("number"), "id")

register_personal_data(
    PersonalData(
        key="privacy_requests",
        title=_("Your requests about your data"),
        why=_("What you asked and what was answered, as proof for you and for the portal."),
        held=Held(PrivacyRequest, "agent"),
        columns=(
            NUMBER,
            "kind",
            "text",
            Column("received_at", path="created_at"),
            "due_on",
            "status",
            "answer",
            "answered_at",
        ),
        # The words may name the agent. That they were answered stays.
        anonymise=lambda user: user.privacy_requests.update(text="", answer=""),
    ),
    PersonalData(
        key="privacy_answers",
        title=_("Requests about personal data that you answered"),
        why=_("Who answered is kept with the answer."),
        held=Held(PrivacyRequest, "answered_by"),
        columns=(NUMBER, "kind", "answered_at"),
    ),
    order=60,
)
register_purge(
    "departed_agents", pseudonymise_departed, what=_("Name and data of an account, after it was closed")
)
register_purge(
    "privacy_requests", erase_closed_requests, what=_("Requests about personal data, after the answer")
)
