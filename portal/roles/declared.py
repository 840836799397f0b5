"""The roles of the portal. docs/roles.md tells people the same.

A role is a group with a fixed name. Its rights over models are those declared here, whatever somebody changed
meanwhile: local needs get a group of their own. The places where it works (pages, collections) are given when
the group is made, and are the installation's own from then on.
"""

from dataclasses import dataclass

from portal.accounts.models import ADMINISTRATORS
from projects.permissions import LEADS_GROUP

# Actions on pages below a place: everyone's home page for editors, the root of all sites for administrators.
EDITING = ("add", "change", "publish", "lock", "unlock")
# What is done to files in a collection, below the root.
FILES = tuple(
    f"{model}.{action}"
    for model in ("wagtailimages.image", "wagtaildocs.document")
    for action in ("add", "change", "choose")
)
COLLECTIONS = tuple(f"wagtailcore.collection.{action}" for action in ("add", "change", "delete"))


@dataclass(frozen=True)
class Role:
    """A group that the portal makes.

    `rights` names a model and what may be done to it, `app.model.action`, or every action, `app.model.*`.
    """

    name: str
    rights: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    on_every_site: bool = False  # its pages: those of all sites rather than of the portal
    collections: tuple[str, ...] = ()


READING_THE_PLAN = (
    "wagtailadmin.admin.access_admin",
    "projects.actionpage.view",
    "projects.progressentry.view",
)
# What Communication keeps besides pages, and administrators with it.
CONTENT = (
    "common.externalsite.*",
    "participation.charterrule.add",
    "participation.charterrule.change",
    "participation.charterrule.view",
    "participation.contribution.*",
    "projects.axis.*",
    "projects.tag.*",
    "projects.theme.*",
    "search.promotedresult.*",
    "search.querycount.view",
    "search.synonym.*",
    "wagtailredirects.redirect.add",
    "wagtailredirects.redirect.change",
    "wagtailredirects.redirect.delete",
)
MODERATING = (
    "wagtailadmin.admin.access_admin",
    "participation.comment.view",
    "participation.commentversion.view",
    "participation.moderationdecision.add",
    "participation.moderationdecision.change",
    "participation.moderationdecision.view",
    "quotas.quotause.view",
)
ANSWERING_PROPOSALS = ("participation.proposalanswer.add",)

ROLES = (
    Role("Agents"),
    Role(LEADS_GROUP, rights=("projects.progressentry.add",)),
    Role(
        "Communication",
        rights=(*READING_THE_PLAN, *CONTENT),
        pages=EDITING,
        collections=FILES,
    ),
    Role("Moderators", rights=MODERATING),
    Role(
        "Steering committee",
        rights=(*READING_THE_PLAN, *ANSWERING_PROPOSALS, "participation.sealedtext.view"),
    ),
    Role(
        ADMINISTRATORS,
        rights=(
            *READING_THE_PLAN,
            *CONTENT,
            *MODERATING,
            *ANSWERING_PROPOSALS,
            "accounts.directoryrule.*",
            "accounts.organisation.*",
            "accounts.service.*",
            "accounts.user.*",
            "auth.group.*",
            "privacy.privacyrequest.change",
            "privacy.privacyrequest.view",
            "projects.progressentry.add",
            "wagtailcore.collection.*",
            "wagtailcore.site.*",
            "wagtailcore.task.*",
            "wagtailcore.workflow.*",
        ),
        pages=(*EDITING, "bulk_delete"),
        on_every_site=True,
        collections=(*FILES, *COLLECTIONS),
    ),
)
# Who reads what is submitted, on every page.
READERS = "Communication"
WORKFLOW = "Relecture par la communication"
