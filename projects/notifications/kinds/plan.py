"""Notifications about the plan."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from projects.models import ProgressEntry
from projects.signals import action_progressed

from ..enums import Category, FollowKind
from ..models import Follow
from ..services.notifying import register_kind
from .base import Event, Message, NotificationKind, Trigger, page_path


def _event(entry: ProgressEntry) -> Event:
    return Event(f"progress:{entry.pk}", entry.pk, page=entry.action, at=entry.created_at, actor=entry.author)


def _follow_action(entry: ProgressEntry) -> Iterable[int]:
    """Return the followers of the action or of one of its themes."""
    action = entry.action
    themes = {action.theme_id, *action.other_themes.values_list("pk", flat=True)}
    wanted = Q(kind=FollowKind.ACTION, page=action.pk) | Q(kind=FollowKind.THEME, theme__in=themes)
    return Follow.objects.standing().filter(wanted).agents()


def _say(entry: ProgressEntry) -> Message:
    facts = {"status": entry.get_status_display(), "progress": entry.progress}
    return Message(gettext("%(status)s, %(progress)s%%.") % facts, page_path(entry.action), entry.note)


PROGRESS = register_kind(
    NotificationKind(
        name="progress",
        label=_("Progress of an action"),
        category=Category.ACTIONS,
        notifies_on=(Trigger(action_progressed, _event),),
        recipients=_follow_action,
        objects=ProgressEntry.objects.select_related("action")
        .only("status", "progress", "note", "action__url_path")
        .all,
        say=_say,
        counted=ngettext_lazy("%(count)s news of progress", "%(count)s news of progress", "count"),
    )
)
