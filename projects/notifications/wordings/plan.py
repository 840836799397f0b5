"""What is said of the plan and of the searches that are followed."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.models import ProgressEntry

from ..enums import Kind
from ..models import Follow
from .base import Said, Wording, page_path


def _load_entries(keys: Collection[int]) -> dict[int, ProgressEntry]:
    return {entry.pk: entry for entry in ProgressEntry.objects.filter(pk__in=keys).select_related("action")}


def _say_progress(entry: ProgressEntry) -> Said:
    facts = {"status": entry.get_status_display(), "progress": entry.progress}
    return Said(_("%(status)s, %(progress)s%%.") % facts, page_path(entry.action), entry.note)


def _count_progress(count: int) -> str:
    return ngettext("%(count)s news of progress", "%(count)s news of progress", count) % {"count": count}


def _load_searches(keys: Collection[int]) -> dict[int, Any]:
    # The search is above this app, which reaches it through what follows it.
    follows = Follow.objects.filter(search__in=keys).select_related("search")
    return {follow.search_id: follow.search for follow in follows if follow.search_id}


def _say_search(search: Any) -> Said:
    return Said(_("New results of your search “%(name)s”") % {"name": search.name}, search.get_absolute_url())


def _count_searches(count: int) -> str:
    return ngettext("%(count)s piece of news", "%(count)s pieces of news", count) % {"count": count}


WORDINGS = {
    Kind.PROGRESS: Wording(_load_entries, _say_progress, _count_progress),
    Kind.SEARCH: Wording(_load_searches, _say_search, _count_searches),
}
