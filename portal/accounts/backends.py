"""Loading the signed-in agent."""

from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef, Q

from .models import User


class AgentBackend(ModelBackend):
    """Password sign-in; loads with the agent what the header of every page asks, in the same query."""

    def get_user(self, user_id: int) -> User | None:
        managing = User.groups.through.objects.filter(
            user=OuterRef("pk"),
            group__permissions__codename="access_admin",
            group__permissions__content_type__app_label="wagtailadmin",
        )
        agents = User.objects.select_related("organisation", "service").annotate(
            uses_admin=Q(is_superuser=True) | Exists(managing)
        )
        user = agents.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
