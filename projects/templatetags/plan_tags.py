"""Template tags about the plan."""

from collections.abc import Iterable

from django import template
from django.db.models import prefetch_related_objects
from django.template.context import Context

from portal.common.templatetags.display import readable

from ..calls import load_calls
from ..models import ActionPage

register = template.Library()


@register.simple_tag(takes_context=True)
def for_cards(context: Context, actions: Iterable[ActionPage]) -> list[ActionPage]:
    """Return those actions that an editor chose and the reader may read, with their calls for their cards."""
    shown = load_calls(action for action in actions if readable(context, action))
    prefetch_related_objects(shown, "theme__axis", "project")
    return shown
