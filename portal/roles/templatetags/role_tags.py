"""Tags for the screen of a group."""

from collections.abc import Iterable

from django import template
from django.contrib.auth.models import Group

from ..declared import ROLES, Duty

register = template.Library()


@register.simple_tag
def duties_of(group: Group) -> Iterable[Duty]:
    """Return the duties of a group that comes with the portal."""
    return next((role.duties for role in ROLES if role.name == group.name), ())
