from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RolesConfig(AppConfig):
    """The last installed app: when it is migrated, every permission exists."""

    name = "portal.roles"
    label = "roles"
    verbose_name = _("Roles")

    def ready(self) -> None:
        from portal.accounts.group_form import register_built_in
        from portal.common.places import fill

        from .declared import NAMES

        register_built_in(NAMES)
        fill("group.duties", "roles/includes/duties.html")
        post_migrate.connect(_apply, sender=self)


def _apply(*, plan: list[tuple[object, bool]] | None = None, **kwargs: object) -> None:
    from .services import apply_roles

    if any(is_backwards for _migration, is_backwards in plan or []):
        return  # tables that the roles name may be gone
    apply_roles()
