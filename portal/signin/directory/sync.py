"""Deactivate accounts that left the directory and refresh the groups of people who moved.

This covers accounts linked to LDAP only. An OpenID provider announces departures itself (back-channel
logout).
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from portal.accounts.models import User

from ..enums import Source
from . import ldap
from .identities import refresh
from .mapping import Rules
from .models import Identity

logger = logging.getLogger(__name__)

# More accounts than this, and than this share, do not leave between two looks: the answer is wrong.
MANY, SHARE = 5, 0.25


class ImplausibleAnswer(Exception):  # noqa: N818 - said of the directory
    """The directory answers, but so many accounts are missing that nobody is deactivated."""


@dataclass(frozen=True)
class Outcome:
    """The numbers of accounts examined and deactivated."""

    checked: int
    deactivated: int


def synchronise(*, accept_departures: bool = False) -> Outcome:
    """Compare the linked, active accounts with the directory.

    `accept_departures` accepts the answer even if very many accounts are gone. Raise `DirectoryUnavailable`
    or `ImplausibleAnswer`; nothing has changed then.
    """
    identities = list(
        Identity.objects.filter(issuer=ldap.ISSUER, user__is_active=True)
        .select_related("user")
        .prefetch_related("user__groups")
        .order_by("pk")
    )
    if not identities:
        return Outcome(checked=0, deactivated=0)
    with ldap.connect() as connection:
        entries = ldap.find_all(connection, [identity.subject for identity in identities])
        gone = [identity.user for identity in identities if identity.subject not in entries]
        if not entries and not ldap.shows_anybody(connection):
            raise ImplausibleAnswer("The directory shows nobody")
    if len(gone) > max(MANY, SHARE * len(identities)) and not accept_departures:
        raise ImplausibleAnswer(
            f"{len(gone)} of {len(identities)} accounts are not in the directory any more"
        )
    rules = Rules(Source.LDAP)
    shut = []
    for identity in identities:
        entry = entries.get(identity.subject)
        if entry is None:
            continue
        if entry.is_shut:
            shut.append(identity.user)
        else:
            refresh(identity.user, entry.person, rules.place(entry.attributes))
    _deactivate([*gone, *shut])
    return Outcome(checked=len(identities), deactivated=len(gone) + len(shut))


def _deactivate(users: Iterable[User]) -> None:
    """Close accounts, which ends their sessions. Only an administrator can open one again (“Active”)."""
    for user in users:
        user.is_active = False
        user.save(update_fields=["is_active"])
        logger.info("Account %s is deactivated: the directory does not have it any more", user.pk)
