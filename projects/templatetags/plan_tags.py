"""What templates ask of the plan."""

from collections.abc import Iterable

from django import template

from ..calls import load_calls
from ..models import ActionPage

register = template.Library()


@register.simple_tag
def for_cards(actions: Iterable[ActionPage]) -> list[ActionPage]:
    """The live actions among those that an editor chose, with what their cards say of their calls."""
    return load_calls(action for action in actions if action.live)
