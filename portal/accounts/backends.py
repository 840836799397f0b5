"""Loading the signed-in agent."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest

from .annotations import agent_annotations
from .models import ADMINISTRATORS, User


class AgentBackend(ModelBackend):
    """Password sign-in; loads with the agent what the header of every page asks, in the same query."""

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

    def get_user(self, user_id: int) -> User | None:
        groups = User.groups.through.objects.filter(user=OuterRef("pk"))
        administering = groups.filter(group__name=ADMINISTRATORS)
        agents = User.objects.select_related("organisation", "service").annotate(
            uses_admin=Q(is_superuser=True) | _granted("wagtailadmin", "access_admin"),
            reports=Q(is_superuser=True) | _granted("projects", "add_progressentry"),
            administers=Q(is_superuser=True) | Exists(administering),
            **agent_annotations(),
        )
        user = agents.filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        user.is_administrator = user.administers
        user.may_report_progress = user.reports
        return user


def _granted(app: str, codename: str) -> Exists:
    """Whether a group of the agent holds this permission: rights are given to groups only."""
    return Exists(
        User.groups.through.objects.filter(
            user=OuterRef("pk"),
            group__permissions__codename=codename,
            group__permissions__content_type__app_label=app,
        )
    )
