"""The password of the directory, behind the same form as the portal's own."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from portal.accounts.models import User

from . import ldap
from .identities import admit


class DirectoryBackend(BaseBackend):
    """Asks LDAP; comes after the portal's own passwords. It never loads a user: sessions do not name it."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **fields: Any,
    ) -> User | None:
        """The account of who has this password in the directory. Raises `Refusal`."""
        if not ldap.is_configured() or not username or not password:
            return None
        person = ldap.find_and_verify(username, password)
        return admit(person) if person else None
