"""What is told of the plan."""

from django.db.models import Q

from projects.models import ProgressEntry
from projects.signals import action_progressed

from ..enums import FollowKind, Kind
from ..models import Follow
from ..services import Fact, notify
from .base import tells


@tells(action_progressed)
def tell_progress(entry: ProgressEntry) -> None:
    """Those who follow the action or one of its themes."""
    action = entry.action
    themes = {action.theme_id, *action.other_themes.values_list("pk", flat=True)}
    followers = Follow.objects.standing().filter(
        Q(kind=FollowKind.ACTION, page=action.pk) | Q(kind=FollowKind.THEME, theme__in=themes)
    )
    fact = Fact(f"progress:{entry.pk}", entry.pk, page=action, at=entry.created_at)
    notify(fact=fact, told=dict.fromkeys(followers.agents(), Kind.PROGRESS), actor=entry.author)
