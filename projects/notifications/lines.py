"""What a notification says: read from its object when it is shown, never kept.

Each kind has a `Wording`. Objects of the notifications shown are loaded by kind of object, so that the number
of queries does not depend on how many there are.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.models import ProgressEntry
from projects.participation.models import Comment, Volunteer

from .enums import Kind
from .models import Follow, Notification

# Gives the objects of these keys, by key, in one query.
Loader = Callable[[Collection[int]], dict[int, Any]]


@dataclass(frozen=True)
class Line:
    """One notification in words."""

    text: str
    path: str
    at: datetime.datetime
    quote: str = ""  # what somebody wrote: for the centre alone, since a mail cannot be taken back


@dataclass(frozen=True)
class Wording:
    """How a kind is told.

    `say` gives the sentence, the path of the page and what is quoted; `count` says how many there are.
    """

    load: Loader
    say: Callable[[Any], tuple[str, str, str]]
    count: Callable[[int], str]


def page_path(page: Any) -> str:
    """The path of a page, without the host."""
    parts = page.get_url_parts()
    return parts[2] if parts else "/"


def _comments(keys: Collection[int]) -> dict[int, Comment]:
    return {
        comment.pk: comment
        for comment in Comment.objects.published().filter(pk__in=keys).select_related("author", "page")
    }


def _entries(keys: Collection[int]) -> dict[int, ProgressEntry]:
    entries = ProgressEntry.objects.filter(pk__in=keys).select_related("action")
    return {entry.pk: entry for entry in entries}


def _volunteers(keys: Collection[int]) -> dict[int, Volunteer]:
    return {one.pk: one for one in Volunteer.objects.filter(pk__in=keys).select_related("agent", "action")}


def _searches(keys: Collection[int]) -> dict[int, Any]:
    # The search is above this app, which reaches it through what follows it.
    follows = Follow.objects.filter(search__in=keys).select_related("search")
    return {follow.search_id: follow.search for follow in follows if follow.search_id}


def _say_comment(comment: Comment) -> tuple[str, str, str]:
    text = _("%(name)s commented.") % {"name": comment.author}
    return text, comment.get_absolute_url(), comment.text


def _say_reply(comment: Comment) -> tuple[str, str, str]:
    text = _("%(name)s answered you.") % {"name": comment.author}
    return text, comment.get_absolute_url(), comment.text


def _say_mention(comment: Comment) -> tuple[str, str, str]:
    text = _("%(name)s names you.") % {"name": comment.author}
    return text, comment.get_absolute_url(), comment.text


def _say_official(comment: Comment) -> tuple[str, str, str]:
    text = _("%(name)s gave the official answer.") % {"name": comment.author}
    return text, comment.get_absolute_url(), comment.text


def _say_progress(entry: ProgressEntry) -> tuple[str, str, str]:
    status = {"status": entry.get_status_display(), "progress": entry.progress}
    return _("%(status)s, %(progress)s%%.") % status, page_path(entry.action), entry.note


def _say_volunteer_joined(volunteer: Volunteer) -> tuple[str, str, str]:
    text = _("%(name)s offers to help.") % {"name": volunteer.agent}
    return text, f"{page_path(volunteer.action)}#volontaires", ""


def _say_search(search: Any) -> tuple[str, str, str]:
    text = _("New results of your search “%(name)s”") % {"name": search.name}
    return text, search.get_absolute_url(), ""


def _count_comments(count: int) -> str:
    return ngettext("%(count)s new comment", "%(count)s new comments", count) % {"count": count}


def _count_replies(count: int) -> str:
    return ngettext("%(count)s answer to you", "%(count)s answers to you", count) % {"count": count}


def _count_mentions(count: int) -> str:
    return ngettext("%(count)s mention of you", "%(count)s mentions of you", count) % {"count": count}


def _count_official(count: int) -> str:
    return ngettext("%(count)s official answer", "%(count)s official answers", count) % {"count": count}


def _count_progress(count: int) -> str:
    return ngettext("%(count)s news of progress", "%(count)s news of progress", count) % {"count": count}


def _count_volunteers(count: int) -> str:
    return ngettext("%(count)s new volunteer", "%(count)s new volunteers", count) % {"count": count}


def _count_searches(count: int) -> str:
    return ngettext("%(count)s piece of news", "%(count)s pieces of news", count) % {"count": count}


WORDINGS: dict[Kind, Wording] = {
    Kind.COMMENT: Wording(_comments, _say_comment, _count_comments),
    Kind.PERSON: Wording(_comments, _say_comment, _count_comments),
    Kind.ON_MY_ACTION: Wording(_comments, _say_comment, _count_comments),
    Kind.REPLY: Wording(_comments, _say_reply, _count_replies),
    Kind.MENTION: Wording(_comments, _say_mention, _count_mentions),
    Kind.OFFICIAL_ANSWER: Wording(_comments, _say_official, _count_official),
    Kind.ANSWERED_OFFICIALLY: Wording(_comments, _say_official, _count_official),
    Kind.PROGRESS: Wording(_entries, _say_progress, _count_progress),
    Kind.SEARCH: Wording(_searches, _say_search, _count_searches),
    Kind.VOLUNTEER_JOINED: Wording(_volunteers, _say_volunteer_joined, _count_volunteers),
}


def lines_of(notifications: Iterable[Notification]) -> dict[int, Line]:
    """The line of each notification by key; none for one whose object is gone."""
    notifications = list(notifications)
    wanted: defaultdict[Loader, set[int]] = defaultdict(set)
    for notification in notifications:
        wanted[WORDINGS[Kind(notification.kind)].load].add(notification.object_id)
    loaded = {load: load(keys) for load, keys in wanted.items()}
    lines = {}
    for notification in notifications:
        wording = WORDINGS[Kind(notification.kind)]
        found = loaded[wording.load].get(notification.object_id)
        if found is not None:
            text, path, quote = wording.say(found)
            lines[notification.pk] = Line(text, path, notification.created_at, quote)
    return lines
