"""Personal data that an account holds, and what happens to it when the agent leaves."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models.functions import Collate
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.common.collation import FRENCH
from portal.common.personal_data import Column, PersonalData, register_personal_data
from portal.mail.models import OutgoingMail

from .models import Service, User

# No mail can reach such an address (RFC 2606).
NOWHERE = "agent-parti.invalid"


def anonymise_account(user: User) -> None:
    """Anonymise the account and close it. What the agent wrote stays linked to it.

    Service and organisation are erased too: with the date of a comment, they would tell who wrote it.
    """
    with translation.override(settings.LANGUAGE_CODE):
        user.first_name = gettext("Departed agent")
    user.last_name = ""
    user.email = f"{user.pk}@{NOWHERE}"
    user.job_title = ""
    user.organisation = None
    user.service = None
    user.is_superuser = False
    user.last_login = None
    user.date_joined = user.pseudonymised_at = timezone.now()
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()


def erase_mail(user: User) -> None:
    """Delete the unsent mail to this account: it holds the address and the name."""
    OutgoingMail.objects.to(user.email).delete()


def erase_manager(user: User) -> None:
    """Leave the services of this manager without one, until somebody else is chosen."""
    Service.objects.filter(manager=user).update(manager=None)


PROFILE = PersonalData(
    key="profile",
    title=_("Your account"),
    why=_("Who you are, so that colleagues know who speaks, and so that you can sign in."),
    held=lambda user: User.objects.filter(pk=user.pk),
    columns=(
        Column("first_name", _("first name"), "first_name"),
        Column("last_name", _("last name"), "last_name"),
        Column("email", _("e-mail address"), "email"),
        Column("job_title", _("job title"), "job_title"),
        Column("service", _("service"), "service__name"),
        Column("organisation", _("organisation"), "organisation__name"),
        Column("joined_at", _("date joined"), "date_joined"),
        Column("last_sign_in", _("last sign-in"), "last_login"),
        Column("is_active", _("active"), "is_active"),
        Column("is_superuser", _("runs the server"), "is_superuser"),
        Column("forget_texts", _("remove my texts after my departure"), "forget_texts"),
    ),
    relations=("accounts.User_user_permissions.user",),
    anonymise=anonymise_account,
)
GROUPS = PersonalData(
    key="groups",
    title=_("Your groups"),
    why=_("They say what you may do on the portal."),
    held=lambda user: Group.objects.filter(user=user).order_by(Collate("name", FRENCH)),
    columns=(Column("name", _("name"), "name"),),
    relations=("accounts.User_groups.user",),
)
MAIL = PersonalData(
    key="mail",
    title=_("Mail that waits to be sent to you"),
    why=_("The mail server has not taken it yet, or refused it. What leaves is deleted at once."),
    held=lambda user: OutgoingMail.objects.to(user.email).order_by("created_at"),
    columns=(
        Column("recipient", _("recipient"), "recipient"),
        Column("since", _("since"), "created_at"),
        Column("attempts", _("attempts"), "attempts"),
        Column("next_attempt", _("next attempt"), "next_attempt_at"),
    ),
    anonymise=erase_mail,
)
MANAGED_SERVICES = PersonalData(
    key="managed_services",
    title=_("Services that you manage"),
    why=_("You are notified, or asked for your approval, when an agent of your service volunteers."),
    held=lambda user: Service.objects.filter(manager=user).order_by("name"),
    columns=(Column("service", _("service"), "name"),),
    relations=("accounts.Service.manager",),
    anonymise=erase_manager,
)


def register() -> None:
    """Register the personal data of accounts."""
    register_personal_data(PROFILE, GROUPS, order=10)
    register_personal_data(MANAGED_SERVICES, MAIL, order=12)  # after what signing in holds
