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
    """A search was not kept; the message is written for the agent."""

    message: str | Promise = ""

    def __str__(self) -> str:
        return str(self.message)


class TooManySavedError(SavedSearchError):
    message = _("You keep 50 searches already: remove one first, in your space.")


class TooLongError(SavedSearchError):
    message = _("This search has too many filters to be kept: remove some.")


def canonical_address(query: str) -> str:
    """The query part of an address with what makes the search, in one order, so that equals are equal."""
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
    """Keep a search under a name; the same name keeps the new search in place of the earlier one.

    Raises `SavedSearchError`.
    """
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
