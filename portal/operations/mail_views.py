"""Administrators' screen about mail that did not leave: given up, waiting, and addresses that refuse mail.

It shows what the mail server said, never what messages say.
"""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.mail import services
from portal.mail.models import OutgoingMail, SuppressedAddress
from portal.wagtail_patches.screens import read_by, users_with_perm

from .screens import ActingScreen, Verb, choices

manages_mail = users_with_perm("mail.manage_mail")
GIVEN_UP, WAITING, SUPPRESSED = "abandonnes", "en-attente", "adresses"  # in addresses


def lift(suppressed: SuppressedAddress) -> bool:
    """Write to this address again."""
    return services.lift(suppressed.address)


@read_by(manages_mail)
class MailView(ActingScreen):
    """Mail in one state, and what can be done about it."""

    template_name = "operations/mail.html"
    page_title = gettext_lazy("Mail that did not leave")
    header_icon = "mail"
    verbs = {
        "retry": Verb(
            OutgoingMail, services.retry, "operations.retry_mail", gettext_lazy("The mail is tried again.")
        ),
        "cancel": Verb(
            OutgoingMail, services.cancel, "operations.cancel_mail", gettext_lazy("The mail is cancelled.")
        ),
        "lift": Verb(
            SuppressedAddress,
            lift,
            "operations.lift_address",
            gettext_lazy("Mail is sent to this address again."),
        ),
    }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mails = OutgoingMail.objects.defer("content")
        states: dict[str, tuple[str, QuerySet[Any]]] = {
            GIVEN_UP: (_("Given up mails"), mails.given_up().order_by("-given_up_at", "-pk")),
            WAITING: (_("Waiting"), mails.waiting().order_by("next_attempt_at", "pk")),
            SUPPRESSED: (_("Addresses that refuse mail"), SuppressedAddress.objects.all()),
        }
        state = self.request.GET.get("etat", "")
        state = state if state in states else GIVEN_UP
        return super().get_context_data(
            now=timezone.now(),
            state=state,
            states=choices(
                [(value, f"{label} ({rows.count()})") for value, (label, rows) in states.items()],
                state,
                lambda value: f"?etat={value}",
            ),
            **self.rows_of(states[state][1]),
            **kwargs,
        )
