"""The duties of the portal and the groups that have each. docs/roles.md is made from this module.

The model permissions of these groups are those declared here, even if somebody changed them meanwhile. Local
needs get a group of their own. The places of a group (pages, collections) are set when it is created; the
installation may change them afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import RoleName

LEADS, COMMUNICATION, MODERATORS = RoleName.LEADS, RoleName.COMMUNICATION, RoleName.MODERATORS
COMMITTEE, ADMINISTRATORS = RoleName.COMMITTEE, RoleName.ADMINISTRATORS
# A role that no other app asks for has its name here alone.
NAMES: tuple[str, ...] = (*RoleName,)
EVERYBODY = NAMES

# Beside a role that does it otherwise: see below the table.
FROM_THE_PAGE = "¹"
WITHDRAWN_ONLY = "²"
YES = _("yes")


@dataclass(frozen=True)
class Duty:
    """A task that people may do, and the groups that may do it.

    `rights` names model permissions as `app.model.action`, or `app.model.*` for every action. `pages` are
    actions on pages below the home page, or of every site. `collections` are actions on files and their
    collections. `also` says who may do the task without these rights, and how.
    """

    label: Promise
    roles: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    also: Mapping[str, Promise | str] = field(default_factory=dict)
    details: str = ""  # in docs/roles.md alone: where to read more


DUTIES = (
    Duty(_("Read, search, comment, volunteer"), EVERYBODY),
    Duty(
        _("Report the progress of one’s own actions"),
        (LEADS, ADMINISTRATORS),
        rights=("projects.progressentry.add",),
        also={COMMUNICATION: FROM_THE_PAGE, ADMINISTRATORS: FROM_THE_PAGE},
    ),
    Duty(_("Welcome the volunteers of one’s own actions"), (LEADS, ADMINISTRATORS)),
    Duty(
        _("Members, meetings and minutes of the working groups that one runs"),
        EVERYBODY,
        details="([groupes.md](groupes.md))",
        also={ADMINISTRATORS: _("of all of them")},
    ),
    Duty(_("Answer for the volunteers of one’s service, where the project asks it"), EVERYBODY, details="³"),
    Duty(
        _("Account of contributions: enter, import"),
        (COMMUNICATION, ADMINISTRATORS),
        rights=("volunteering.contribution.*",),
    ),
    Duty(
        _("Mark a comment that one wrote as the official answer"),
        (ADMINISTRATORS,),
        also={LEADS: _("on their actions")},
    ),
    Duty(
        _("Propose an action, support those of others"),
        EVERYBODY,
        details="([propositions.md](propositions.md))",
    ),
    Duty(
        _("Answer proposals publicly"),
        (COMMITTEE, ADMINISTRATORS),
        rights=("proposals.proposalanswer.add",),
    ),
    Duty(
        _("Enter the administration"),
        (COMMUNICATION, MODERATORS, COMMITTEE, ADMINISTRATORS),
        rights=("wagtailadmin.admin.access_admin",),
    ),
    Duty(
        _("Follow the plan: report, export"),
        (COMMUNICATION, COMMITTEE, ADMINISTRATORS),
        rights=("projects.actionpage.view", "projects.progressentry.view"),
    ),
    Duty(
        _("Write, publish, schedule, lock pages"),
        (COMMUNICATION, ADMINISTRATORS),
        pages=("add", "change", "publish", "lock", "unlock"),
    ),
    Duty(_("Change the status of several actions at once"), (COMMUNICATION, ADMINISTRATORS)),
    Duty(_("Delete a page and all that it contains"), (ADMINISTRATORS,), pages=("bulk_delete",)),
    Duty(
        _("Images and documents"),
        (COMMUNICATION, ADMINISTRATORS),
        collections=tuple(
            f"{model}.{action}"
            for model in ("wagtailimages.image", "wagtaildocs.document")
            for action in ("add", "change", "choose")
        ),
    ),
    Duty(
        _("Axes, themes, tags"),
        (COMMUNICATION, ADMINISTRATORS),
        rights=("projects.axis.*", "projects.tag.*", "projects.theme.*"),
    ),
    Duty(
        _("Redirects of addresses"),
        (COMMUNICATION, ADMINISTRATORS),
        rights=tuple(f"wagtailredirects.redirect.{action}" for action in ("add", "change", "delete")),
    ),
    Duty(
        _("Search: synonyms, promoted results, frequent searches"),
        (COMMUNICATION, ADMINISTRATORS),
        rights=("search.promotedresult.*", "search.querycount.view", "search.synonym.*"),
    ),
    Duty(
        _("External sites that pages may show"),
        (COMMUNICATION, ADMINISTRATORS),
        rights=("common.externalsite.*",),
    ),
    Duty(_("Read and approve a page that was submitted"), (COMMUNICATION,)),
    Duty(
        _("Moderate: desk, decisions, appeals"),
        (MODERATORS, ADMINISTRATORS),
        rights=(
            "comments.comment.view",
            "comments.commentversion.view",
            "moderation.moderationdecision.add",
            "moderation.moderationdecision.change",
            "moderation.moderationdecision.view",
        ),
        also={COMMITTEE: WITHDRAWN_ONLY},
        details="([moderation.md](moderation.md))",
    ),
    Duty(
        _("Report “Limits reached”"),
        (MODERATORS, ADMINISTRATORS),
        rights=("quotas.quotause.view",),
        details="([limites.md](limites.md))",
    ),
    Duty(
        _("Read a withdrawn text, decide about it again"),
        (COMMITTEE,),
        rights=("moderation.sealedtext.view",),
    ),
    Duty(
        _("Rules of the charter"),
        (COMMUNICATION, ADMINISTRATORS),
        rights=tuple(f"moderation.charterrule.{action}" for action in ("add", "change", "view")),
    ),
    Duty(
        _("Accounts, groups, organisations, services, rules of the directory"),
        (ADMINISTRATORS,),
        rights=(
            "signin.directoryrule.*",
            "accounts.organisation.*",
            "accounts.service.*",
            "accounts.user.*",
            "auth.group.*",
        ),
    ),
    Duty(
        _("Requests about personal data: read, answer"),
        (ADMINISTRATORS,),
        rights=("privacy.privacyrequest.change", "privacy.privacyrequest.view"),
    ),
    Duty(_("Log of accounts: read, export"), (ADMINISTRATORS,)),
    Duty(
        _("Tasks beside the requests: see, run, cancel; alarms by mail"),
        (ADMINISTRATORS,),
        rights=("operations.incident.manage_tasks",),
        details="([taches.md](taches.md))",
    ),
    Duty(
        _("Mail: what could not leave, test of the settings"),
        (ADMINISTRATORS,),
        rights=("mail.outgoingmail.manage_mail",),
        details="([courriels.md](courriels.md))",
    ),
    Duty(
        _("Sites, collections, approval workflows"),
        (ADMINISTRATORS,),
        rights=(
            "wagtailcore.collection.*",
            "wagtailcore.site.*",
            "wagtailcore.task.*",
            "wagtailcore.workflow.*",
        ),
        collections=tuple(f"wagtailcore.collection.{action}" for action in ("add", "change", "delete")),
    ),
)


@dataclass(frozen=True)
class Role:
    """A group that the portal creates, with the rights of its duties."""

    name: str
    duties: tuple[Duty, ...] = ()

    @property
    def rights(self) -> list[str]:
        return [right for duty in self.duties for right in duty.rights]

    @property
    def pages(self) -> list[str]:
        return [action for duty in self.duties for action in duty.pages]

    @property
    def collections(self) -> list[str]:
        return [right for duty in self.duties for right in duty.collections]


ROLES = tuple(Role(name, tuple(duty for duty in DUTIES if name in duty.roles)) for name in NAMES)
# Its pages are those of all sites rather than of the portal.
ON_EVERY_SITE = ADMINISTRATORS
# Who reads what is submitted, on every page.
READERS = COMMUNICATION
WORKFLOW = "Relecture par la communication"
