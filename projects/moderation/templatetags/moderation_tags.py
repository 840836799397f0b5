"""`{% charter_rules %}`, for the block that shows the charter."""

from django import template

from ..models import CharterRule
from ..querysets import CharterRuleQuerySet

register = template.Library()


@register.simple_tag
def charter_rules() -> CharterRuleQuerySet:
    """Return the rules of the charter in force."""
    return CharterRule.objects.in_force()
