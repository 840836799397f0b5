"""The home page."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from portal.signin.signing_in import PREVIOUS_VISIT
from projects.enums import ActionStatus
from projects.services import report_progress
from tests.factories import ActionPageFactory, UserFactory, home_page

pytestmark = pytest.mark.django_db


def visit_home(client: Client, previous: datetime.datetime | None) -> str:
    session = client.session
    session[PREVIOUS_VISIT] = previous.isoformat() if previous else None
    session.save()
    return client.get("/").content.decode()


def test_what_came_since_the_previous_visit_is_marked(agent: User, sign_in: Callable[[User], Client]) -> None:
    action = ActionPageFactory()
    report_progress(
        action=action, status=ActionStatus.IN_PROGRESS, progress=60, note="Essai.", author=UserFactory()
    )
    home = home_page()
    home.project = action.project
    home.save()
    client, now = sign_in(agent), timezone.now()
    assert "badge--new" in visit_home(client, now - datetime.timedelta(days=1))
    assert "badge--new" not in visit_home(client, now)
    assert "badge--new" not in visit_home(client, None)


def test_an_empty_portal_guides_those_who_can_fill_it(sign_in: Callable[[User], Client]) -> None:
    assert 'class="guide' in sign_in(UserFactory(groups=["Communication"])).get("/").content.decode()
    assert 'class="guide' not in sign_in(UserFactory(groups=["Agents"])).get("/").content.decode()
