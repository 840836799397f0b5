"""The authentication backends: the portal's own passwords, then those of the directory."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.http import HttpRequest

from portal.accounts.models import User
from portal.accounts.published import is_published

from .directory import ldap
from .directory.identities import admit


class AgentBackend(ModelBackend):
    """Check passwords, and load the agent with their service and organisation."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **fields: Any,
    ) -> User | None:
        if not settings.PASSWORD_SIGN_IN:
            return None
        return super().authenticate(request, username, password, **fields)

    def user_can_authenticate(self, user: User) -> bool:
        if is_published(user) and not settings.PUBLISHED_ACCOUNTS_MAY_SIGN_IN:
            return False
        return super().user_can_authenticate(user)

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.select_related("organisation", "service").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None


class DirectoryBackend(BaseBackend):
    """Check passwords in LDAP, after the portal's own. It never loads a user: no session names it."""

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
