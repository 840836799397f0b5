"""What an account holds about a person, and what becomes of it when they leave."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.common.personal_data import Column, PersonalData, register_personal_data
from portal.mail.models import OutgoingMail

from .directory.models import Identity
from .models import Service, Session, User
from .sessions import end_sessions

# No mail can reach such an address (RFC 2606).
NOWHERE = "agent-parti.invalid"


def forget_account(user: User) -> None:
    """Let the account name nobody and open nothing; what it wrote still hangs on it.

    Service and organisation go too: with the date of a comment, they would tell who it was.
    """
    forget_mail(user)  # first: it is found by the address
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


def forget_mail(user: User) -> None:
    """Delete the mail to this account that waits or was given up: it holds the address and the name."""
    OutgoingMail.objects.to(user.email).delete()


def forget_sessions(user: User) -> None:
    end_sessions(user.pk)


def forget_second_factor(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def forget_manager(user: User) -> None:
    """Services wait for somebody else to manage them."""
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
    forget=forget_account,
)
GROUPS = PersonalData(
    key="groups",
    title=_("Your groups"),
    why=_("They say what you may do on the portal."),
    held=lambda user: Group.objects.filter(user=user).order_by("name"),
    columns=(Column("name", _("name"), "name"),),
    relations=("accounts.User_groups.user",),
)
# Kept when the account is forgotten: an opaque number, by which the directory's next sign-in is still
# known to be that of a closed account, and refused.
IDENTITIES = PersonalData(
    key="identities",
    title=_("Your identity in the directory"),
    why=_("The organisation’s directory vouches for you under this number."),
    held=lambda user: Identity.objects.filter(user=user).order_by("bound"),
    columns=(
        Column("directory", _("directory"), "issuer"),
        Column("number", _("number"), "subject"),
        Column("linked_at", _("linked on"), "bound"),
    ),
    relations=("accounts.Identity.user",),
)
SESSIONS = PersonalData(
    key="sessions",
    title=_("Your sessions"),
    why=_("Where you are signed in, so that you can see it and end it."),
    held=lambda user: Session.objects.filter(user=user).order_by("created_at"),
    columns=(
        Column("since", _("since"), "created_at"),
        Column("last_seen", _("last seen"), "last_seen"),
        Column("until", _("at most until"), "expire_date"),
    ),
    relations=("accounts.Session.user",),
    forget=forget_sessions,
)
SECOND_FACTOR = PersonalData(
    key="second_factor",
    title=_("Your second step at sign-in"),
    why=_("It protects your account when somebody learns your password. Its secret is not shown."),
    held=lambda user: TOTPDevice.objects.filter(user=user),
    columns=(
        Column("since", _("since"), "created_at"),
        Column("last_used", _("last used"), "last_used_at"),
    ),
    relations=("otp_totp.TOTPDevice.user", "otp_static.StaticDevice.user"),
    forget=forget_second_factor,
)
# The account forgets it, before its address.
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
)
MANAGED_SERVICES = PersonalData(
    key="managed_services",
    title=_("Services that you manage"),
    why=_("You are told or asked when an agent of your service volunteers."),
    held=lambda user: Service.objects.filter(manager=user).order_by("name"),
    columns=(Column("service", _("service"), "name"),),
    relations=("accounts.Service.manager",),
    forget=forget_manager,
)


def register() -> None:
    register_personal_data(
        PROFILE, GROUPS, IDENTITIES, SESSIONS, SECOND_FACTOR, MANAGED_SERVICES, MAIL, order=10
    )
