"""Loading the signed-in agent."""

from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef, Q

from .models import ADMINISTRATORS, User


class AgentBackend(ModelBackend):
    """Password sign-in; loads with the agent what the header of every page asks, in the same query."""

    def get_user(self, user_id: int) -> User | None:
        groups = User.groups.through.objects.filter(user=OuterRef("pk"))
        using_admin = groups.filter(
            group__permissions__codename="access_admin",
            group__permissions__content_type__app_label="wagtailadmin",
        )
        administering = groups.filter(group__name=ADMINISTRATORS)
        agents = User.objects.select_related("organisation", "service").annotate(
            uses_admin=Q(is_superuser=True) | Exists(using_admin),
            administers=Q(is_superuser=True) | Exists(administering),
        )
        user = agents.filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        user.is_administrator = user.administers
        return user
