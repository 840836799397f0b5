"""The portal's own groups that apps ask for by name. `portal.roles` declares all of them."""

from enum import StrEnum


class RoleName(StrEnum):
    """The groups that come with the portal: their identifier in code, and their name for readers.

    The name is stored in the database and shown as it is. The administration does not let it change.
    """

    AGENTS = "Agents"
    LEADS = "Responsables d’action"
    COMMUNICATION = "Communication"
    MODERATORS = "Modération"
    COMMITTEE = "Comité de pilotage"
    ADMINISTRATORS = "Administration"
