"""The portal's own groups."""

from enum import StrEnum


class RoleName(StrEnum):
    """The groups that come with the portal: what code calls them, and their name for people.

    The name is a row of the database, which people read as it is; the administration does not let it change.
    """

    AGENTS = "Agents"
    LEADS = "Responsables d’action"
    COMMUNICATION = "Communication"
    MODERATORS = "Modération"
    COMMITTEE = "Comité de pilotage"
    ADMINISTRATORS = "Administration"
