"""Accounts of the demonstration, whose password everybody can read.

A real installation neither starts with one nor lets one in. What the database holds as it is tells
them: to try the password on each account would take minutes at every start.
"""

from django.db.models import Q, QuerySet

from .models import User

# The demonstration hashes its password with this salt; whoever changes their password gets another one.
SALT = "PublishedWithTheDemonstration"
# No address of this top-level domain ever exists (RFC 2606).
NO_DOMAIN = ".invalid"


def published_accounts() -> QuerySet[User]:
    """Return the accounts that anybody can open; a departed agent has such an address, and cannot enter."""
    return User.objects.filter(
        Q(password__contains=f"${SALT}$") | Q(email__iendswith=NO_DOMAIN), pseudonymised_at=None
    )


def is_published(user: User) -> bool:
    """Return True if anybody can open this account, as `published_accounts` says of all."""
    return f"${SALT}$" in user.password or user.email.lower().endswith(NO_DOMAIN)
