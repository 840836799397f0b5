"""Template tags about the plan."""

from collections.abc import Iterable

from django import template

from ..calls import load_calls
from ..models import ActionPage

register = template.Library()


@register.simple_tag
def for_cards(actions: Iterable[ActionPage]) -> list[ActionPage]:
    """Return the live actions among those that an editor chose, with their calls for their cards."""
    return load_calls(action for action in actions if action.live)
