"""The authentication backend of the directory's passwords. It shares the portal's sign-in form."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from portal.accounts.models import User

from . import ldap
from .identities import admit


class DirectoryBackend(BaseBackend):
    """Check passwords in LDAP, after the portal's own backend.

    It never loads a user, because no session names it.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **fields: Any,
    ) -> User | None:
        """Return the account whose password the directory accepts. Raise `Refusal`."""
        if not ldap.is_configured() or not username or not password:
            return None
        person = ldap.find_and_verify(username, password)
        return admit(person) if person else None
