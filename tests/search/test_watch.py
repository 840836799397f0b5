"""Searches that are followed: something new is told once, to who may read it."""

import datetime
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from portal.common.schedule import periodic
from projects.notifications.enums import FollowKind
from projects.notifications.models import Notification
from projects.notifications.services.following import follow, unfollow
from search.index.sync import rebuild
from search.models import SavedSearch
from search.saved import save_search
from search.watch import PERIOD, watch_searches
from tests.factories import ActionPageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

Later = Callable[[], int]


@pytest.fixture
def saved(agent: User) -> SavedSearch:
    """A followed search that has been watched once."""
    ActionPageFactory(title="Nourrir les griffons")
    saved = save_search(agent=agent, name="Griffons", query="q=griffons")
    follow(agent=agent, kind=FollowKind.SEARCH, key=saved.pk)
    rebuild()
    assert watch_searches() == 0
    return saved


@pytest.fixture
def later() -> Later:
    """Watches an hour later each time, what changed being in the index."""
    now = timezone.now()

    def later() -> int:
        nonlocal now
        now += PERIOD
        rebuild()
        return watch_searches(now)

    return later


def test_a_new_result_is_told_once(
    saved: SavedSearch, later: Later, sign_in: Callable[[User], Client]
) -> None:
    assert later() == 0
    ActionPageFactory(title="Brosser les griffons")
    assert (later(), later()) == (1, 0)
    html = sign_in(saved.agent).get("/mon-espace/notifications/").content.decode()
    assert "Nouveaux résultats de votre recherche" in html
    assert "Brosser" not in html
    assert 'href="/recherche/?q=griffons"' in html


def test_what_its_agent_may_not_read_is_no_news(saved: SavedSearch, later: Later) -> None:
    closed = ActionPageFactory(title="Les griffons du comité")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.GROUPS)
    assert later() == 0


def test_what_is_not_followed_is_not_watched(saved: SavedSearch, later: Later) -> None:
    unfollow(agent=saved.agent, kind=FollowKind.SEARCH, key=saved.pk)
    ActionPageFactory(title="Brosser les griffons")
    assert later() == 0
    assert not Notification.objects.exists()


def test_a_changed_search_begins_anew(saved: SavedSearch, later: Later) -> None:
    ActionPageFactory(title="Compter les licornes")
    save_search(agent=saved.agent, name="Griffons", query="q=licornes")
    assert later() == 0
    ActionPageFactory(title="Brosser les licornes")
    assert later() == 1


def test_it_is_not_asked_again_before_an_hour(saved: SavedSearch) -> None:
    ActionPageFactory(title="Brosser les griffons")
    rebuild()
    assert watch_searches() == 0
    assert watch_searches(timezone.now() + PERIOD + datetime.timedelta(seconds=1)) == 1


def test_the_worker_watches(saved: SavedSearch) -> None:
    assert "search_watch" in periodic
    SavedSearch.objects.update(watched_at=None)
    with transaction.atomic():
        call_command("search_watch")
    saved.refresh_from_db()
    assert saved.watched_at is not None
