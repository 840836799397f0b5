"""The form of a group. The portal's own groups keep their name and their rights."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import GroupForm

from portal.common.matching import refuse_twin

KEPT = _(
    "This group comes with the portal: it keeps its name and its rights, and is not deleted. For another "
    "need, create a group of your own."
)


_built_in: set[str] = set()


def register_built_in(names: Iterable[str]) -> None:
    """Keep the groups of these names as they are declared."""
    _built_in.update(names)


def is_built_in(group: Group) -> bool:
    """Return True if the group comes with the portal.

    Rights are read by the exact name. A group that only looks like a built-in one can be renamed or deleted.
    """
    return group.name in _built_in


class PortalGroupForm(GroupForm):
    """Let only the places of a built-in group change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_built_in = self.instance.pk is not None and is_built_in(self.instance)
        if self.is_built_in:
            self.fields["name"].disabled = True
            self.fields["name"].help_text = KEPT
            del self.fields["permissions"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        name = self.cleaned_data.get("name")
        if name and "name" in self.changed_data:  # people give rights by the name that they read
            refuse_twin(Group(pk=self.instance.pk, name=name), "name", Group.objects.all())
        if self.is_built_in and self._asks_for_more():
            self.add_error("name", KEPT)
        return cleaned

    def _asks_for_more(self) -> bool:
        """Return True if another name or other rights were sent, which the screen does not offer."""
        if self.data.get("name", self.instance.name) != self.instance.name:
            return True
        held = {str(pk) for pk in self.instance.permissions.values_list("pk", flat=True)}
        return "permissions" in self.data and set(self.data.getlist("permissions")) != held
