"""Required settings of a real installation, and the message if one is missing."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 50
HOST = re.compile(r"\.?[0-9A-Za-z]([0-9A-Za-z.-]*[0-9A-Za-z])?|\[[0-9A-Fa-f:.]+\]")  # a name, IPv4, IPv6
FEWEST_CHARACTERS = 5  # different ones, in a key


@dataclass(frozen=True)
class Requirement:
    """A variable of the environment: what to put there, and whether a value will do."""

    variable: str
    remedy: str
    accepts: Callable[[str], bool]


def is_strong_key(value: str) -> bool:
    """Return whether a SECRET_KEY is strong, as Django's own check judges it.

    A weak one lets anybody forge a session.
    """
    return (
        len(value) >= SHORTEST_KEY
        and len(set(value)) >= FEWEST_CHARACTERS
        and not value.startswith("django-insecure-")
    )


REQUIREMENTS = [
    Requirement(
        "SECRET_KEY",
        "give 50 random characters or more, for instance what this command prints: "
        'python -c "import secrets; print(secrets.token_urlsafe(50))"',
        is_strong_key,
    ),
    Requirement(
        "ALLOWED_HOSTS",
        "give the host names of the portal, separated by commas: portail.exemple.fr,www.exemple.fr; no "
        "address (https://), no port and no * is taken",
        lambda value: all(HOST.fullmatch(host.strip()) for host in value.split(",")),
    ),
    Requirement(
        "PORTAL_BASE_URL",
        "give the address of the portal, which links in mail start with: https://portail.exemple.fr",
        lambda value: value.startswith("https://"),
    ),
]


def require(environment: Mapping[str, str]) -> None:
    """Raise ImproperlyConfigured, naming each remedy, if a variable is missing or will not do."""
    lacks = []
    for requirement in REQUIREMENTS:
        value = environment.get(requirement.variable, "")
        if not requirement.accepts(value):
            state = "will not do" if value else "is not set"
            lacks.append(f"  {requirement.variable} {state}: {requirement.remedy}.")
    if lacks:
        raise ImproperlyConfigured(
            "The portal does not start in production before its environment is complete (README, "
            "Configuration):\n" + "\n".join(lacks)
        )
