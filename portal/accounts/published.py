"""Accounts of the demonstration, whose password is published.

A real installation refuses to start with one and refuses to sign one in. They are recognised by stored
values: testing the password of each account would take minutes at every start.
"""

from django.db.models import Q, QuerySet

from .models import User

# The demonstration hashes its password with this salt; whoever changes their password gets another one.
SALT = "PublishedWithTheDemonstration"
# No address of this top-level domain ever exists (RFC 2606).
NO_DOMAIN = ".invalid"


def published_accounts() -> QuerySet[User]:
    """Return accounts whose password is published, except those of departed agents, who cannot sign in."""
    return User.objects.filter(
        Q(password__contains=f"${SALT}$") | Q(email__iendswith=NO_DOMAIN), pseudonymised_at=None
    )


def is_published(user: User) -> bool:
    """Return True if this account is one of `published_accounts`."""
    return f"${SALT}$" in user.password or user.email.lower().endswith(NO_DOMAIN)
