"""Personal data that an account holds, and what happens to it when the agent leaves."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models.functions import Collate
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.common.collation import FRENCH
from portal.common.personal_data import Column, Held, PersonalData, register_personal_data
from portal.common.retention import register_purge

from .audit import purge_log
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


register_personal_data(
    PersonalData(
        key="profile",
        title=_("Your account"),
        why=_("Who you are, so that colleagues know who speaks, and so that you can sign in."),
        held=Held(User, "pk"),
        columns=(
            "first_name",
            "last_name",
            "email",
            "job_title",
            "service__name",
            "organisation__name",
            Column("joined_at", path="date_joined"),
            Column("last_sign_in", _("last sign-in"), "last_login"),
            "is_active",
            Column("is_superuser", _("runs the server")),
            Column("forget_texts", _("remove my texts after my departure")),
        ),
        anonymise=anonymise_account,
        other_relations=("accounts.User_user_permissions.user",),
    ),
    PersonalData(
        key="groups",
        title=_("Your groups"),
        why=_("They say what you may do on the portal."),
        held=Held(Group, "user", Collate("name", FRENCH)),
        columns=("name",),
    ),
    order=10,
)
register_personal_data(
    PersonalData(
        key="managed_services",
        title=_("Services that you manage"),
        why=_("You are notified, or asked for your approval, when an agent of your service volunteers."),
        held=Held(Service, "manager"),
        columns=(Column("service", _("service"), "name"),),
        anonymise=lambda user: user.managed_services.update(manager=None),
    ),
    order=12,  # after what signing in holds
)
register_purge("audit_log", purge_log, what=_("Log of what administrators and editors did"))
