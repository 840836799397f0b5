"""Organisations, services and the accounts of the demonstration."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from portal.accounts.enums import RoleName
from portal.accounts.models import Organisation, Service, User
from portal.accounts.published import SALT

from .credentials import PASSWORD
from .publishing import create

# Addresses of this domain can never exist (RFC 2606), so such an account is one of the demonstration.
DOMAIN = "exemple.invalid"
ADMINISTRATOR = f"administrateur@{DOMAIN}"

GROUP_OF_ROLE = {
    "pilote": RoleName.LEADS,
    "communication": RoleName.COMMUNICATION,
    "moderator": RoleName.MODERATORS,
}
GENERAL_DIRECTORATE = "direction-generale"


@dataclass(frozen=True)
class People:
    """The objects that the rest of the content refers to, by identifier in the files."""

    organisations: dict[str, Organisation]
    services: dict[str, Service]
    agents: dict[str, User]
    editor: User
    """The account that publishes the pages."""


def load_people(themes: dict[str, Any], agents: list[dict[str, Any]]) -> People:
    """Create the organisations, the services and the agents."""
    organisations = {
        row["slug"]: create(Organisation, slug=row["slug"], name=row["nom"], order=order)
        for order, row in enumerate(themes["collectivites"], start=1)
    }
    services = {}
    for row in themes["services"]:
        service = create(
            Service, slug=row["slug"], name=row["nom"], acronym=row["sigle"], description=row["description"]
        )
        service.organisations.set(organisations[slug] for slug in row["collectivites"])
        services[row["slug"]] = service

    groups = {group.name: group for group in Group.objects.all()}
    password = make_password(PASSWORD, SALT)  # hashed once: it takes a good part of a second
    accounts = {}
    for row in agents:
        account = create(
            User,
            email=row["courriel"],
            password=password,
            first_name=row["prenom"],
            last_name=row["nom"],
            job_title=row["fonction"],
            organisation=organisations[row["collectivite"]],
            service=services[row["service"]],
        )
        account.groups.set(groups[name] for name in groups_of(row))
        accounts[row["id"]] = account
    administrator = create(
        User,
        email=ADMINISTRATOR,
        password=password,
        first_name="Administration",
        last_name="du portail",
        is_superuser=True,
    )
    administrator.groups.set([groups[RoleName.ADMINISTRATORS]])
    editor = next(row["id"] for row in agents if row["role"] == "communication")
    return People(organisations, services, accounts, editor=accounts[editor])


def groups_of(agent: dict[str, Any]) -> list[RoleName]:
    """Return the names of an agent's groups: everybody is an agent, and a role adds its own."""
    names = [RoleName.AGENTS]
    if agent["role"] in GROUP_OF_ROLE:
        names.append(GROUP_OF_ROLE[agent["role"]])
    if agent["role"] == "cadre" and agent["service"] == GENERAL_DIRECTORATE:
        names.append(RoleName.COMMITTEE)
    return names
