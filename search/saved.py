"""Searches that agents name and keep."""

from django.db import transaction
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.quotas.limits import limited
from search.models import ADDRESS_LENGTH, SavedSearch
from search.results import PARAMETERS

MOST = 50  # kept by one agent


class SavedSearchError(Exception):
    """A search was not kept. The message is written for the agent."""

    message: str | Promise = ""

    def __str__(self) -> str:
        return str(self.message)


class TooManySavedError(SavedSearchError):
    """Raised when a person keeps as many searches as they may."""

    message = _("You keep 50 searches already: remove one first, in your space.")


class TooLongError(SavedSearchError):
    """Raised for a search that has too many filters to be kept."""

    message = _("This search has too many filters to be kept: remove some.")


def canonical_address(query: str) -> str:
    """Return the query part of an address, with only what makes the search, in one order."""
    asked = QueryDict(query)
    kept = QueryDict(mutable=True)
    for name in PARAMETERS:
        values = sorted({value.replace("\0", "") for value in asked.getlist(name)} - {""})
        if values:
            kept.setlist(name, values)
    return kept.urlencode()


@limited("saved_search", _("Searches that are kept"), by="agent")
@transaction.atomic
def save_search(*, agent: User, name: str, query: str) -> SavedSearch:
    """Keep a search under a name. The same name replaces the earlier search. Raise `SavedSearchError`."""
    address = canonical_address(query)
    if len(address) > ADDRESS_LENGTH:
        raise TooLongError
    others = SavedSearch.objects.filter(agent=agent).exclude(name=name)
    if others.count() >= MOST:
        raise TooManySavedError
    saved, _created = SavedSearch.objects.update_or_create(
        agent=agent, name=name, defaults={"address": address, "seen": None, "watched_at": None}
    )
    return saved
