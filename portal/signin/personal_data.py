"""Personal data about signing in, and what happens to it when the agent leaves."""

from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.common.personal_data import Column, Held, PersonalData, register_personal_data
from portal.common.retention import register_purge, rows_before

from .models import Identity, Session, SignInFailure
from .second_factor import remove_devices

SINCE = Column("since", _("since"), "created_at")

register_personal_data(
    # Kept when the account is anonymised: an opaque number, by which the directory's next sign-in is still
    # known to be that of a closed account, and refused.
    PersonalData(
        key="identities",
        title=_("Your identity in the directory"),
        why=_("The organisation’s directory vouches for you under this number."),
        held=Held(Identity, "user", "bound"),
        columns=(
            Column("directory", _("directory"), "issuer"),
            Column("number", _("number"), "subject"),
            Column("linked_at", _("linked on"), "bound"),
        ),
    ),
    PersonalData(
        key="sessions",
        title=_("Your sessions"),
        why=_("Where you are signed in, so that you can see it and end it."),
        held=Held(Session, "user", "created_at"),
        columns=(
            SINCE,
            Column("last_seen", _("last seen")),
            Column("until", _("at most until"), "expire_date"),
        ),
        erased=True,
    ),
    PersonalData(
        key="second_factor",
        title=_("Your second step at sign-in"),
        why=_("It protects your account when somebody learns your password. Its secret is not shown."),
        held=Held(TOTPDevice, "user"),
        columns=(SINCE, Column("last_used", _("last used"), "last_used_at")),
        anonymise=remove_devices,
        other_relations=("otp_static.StaticDevice.user",),
    ),
    order=11,
)
register_purge("sign_in_failures", rows_before(SignInFailure, "at"), what=_("Failed attempts to sign in"))
register_purge("sessions", rows_before(Session, "expire_date"), what=_("Sessions, after their end"))
