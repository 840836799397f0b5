"""Template tags about the plan."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.db.models import prefetch_related_objects

from ..calls import load_calls
from ..models import ActionPage
from ..querysets import ActionPageQuerySet

register = template.Library()


@register.inclusion_tag("projects/includes/calls.html")
def open_calls_among(actions: ActionPageQuerySet) -> dict[str, Any]:
    """Show, of these actions, the calls for volunteers that have places left."""
    return {"calls": actions.seeking_volunteers()}


@register.simple_tag
def for_cards(actions: Iterable[ActionPage]) -> list[ActionPage]:
    """Return the live actions among those that an editor chose, with their calls for their cards."""
    shown = load_calls(action for action in actions if action.live)
    prefetch_related_objects(shown, "theme__axis", "project")
    return shown
