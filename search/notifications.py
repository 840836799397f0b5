"""Notifications about followed searches."""

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from projects.notifications.enums import Category
from projects.notifications.kinds.base import Event, Message, NotificationKind, Trigger
from projects.notifications.services.notifying import register_kind
from search.models import SavedSearch


def _event(saved: SavedSearch, at: datetime.datetime) -> Event:
    thread = f"search:{saved.pk}"
    return Event(f"{thread}:{at.timestamp():.0f}", saved.pk, thread_key=thread, at=at)


def _owner(saved: SavedSearch, at: datetime.datetime) -> Iterable[int]:
    return [saved.agent_id]


def _say(saved: SavedSearch) -> Message:
    text = gettext("New results of your search “%(name)s”") % {"name": saved.name}
    return Message(text, saved.get_absolute_url())


# The watch announces it, in the transaction that remembers what it found.
FOUND_MORE = Trigger(None, _event)
register_kind(
    NotificationKind(
        name="search",
        label=_("New results of a search"),
        category=Category.SEARCHES,
        notifies_on=(FOUND_MORE,),
        recipients=_owner,
        objects=SavedSearch.objects.all,
        say=_say,
        counted=ngettext_lazy("%(count)s piece of news", "%(count)s pieces of news", "count"),
    )
)
