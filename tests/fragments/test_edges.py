"""Where what is kept could be another's, a draft's or old: previews, rows written at once, made-up hosts."""

import datetime
import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings
from wagtail.models import Page

from portal.accounts.models import User
from portal.fragments.content import _build, content_changed
from portal.fragments.models import ContentChange
from projects.filters import CARDS_PER_PAGE
from projects.models import ActionPage
from projects.volunteering.meetings import change_meeting, plan_meeting
from projects.volunteering.services import accept_volunteer, volunteer
from tests.factories import (
    ActionIndexPageFactory,
    ActionPageFactory,
    ProjectPageFactory,
    UserFactory,
    home_page,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SignIn = Callable[[User], Client]


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def client(agent: User, sign_in: SignIn) -> Client:
    return sign_in(agent)


@pytest.fixture
def editor(db: None, sign_in: SignIn) -> Client:
    return sign_in(UserFactory(groups=["Communication"]))


@pytest.fixture
def draft() -> Page:
    """The home page, whose draft shows another project than readers see."""
    shown, other = (
        ActionIndexPageFactory().get_parent().specific,
        ProjectPageFactory(title="Le projet en préparation"),
    )
    home = home_page()
    home.project = shown
    home.save()
    home.project = other
    home.save_revision()
    return home


def preview(page: Page) -> str:
    return reverse("wagtailadmin_pages:view_draft", args=[page.pk])


def test_a_preview_is_kept_for_nobody(client: Client, editor: Client, draft: Page) -> None:
    content_changed()
    text(editor, preview(draft))
    assert "Le projet en préparation" not in text(client, "/").split("<main")[1]


def test_a_preview_shows_the_draft_whatever_is_kept(editor: Client, draft: Page) -> None:
    text(editor, "/")
    assert "Le projet en préparation" in text(editor, preview(draft)).split("<main")[1]


def test_accounts_written_at_once_show_at_once(client: Client) -> None:
    lead = UserFactory(first_name="Zénobie")
    action = ActionPageFactory(lead_person=lead)
    assert "Zénobie" in text(client, action.url)
    User.objects.filter(pk=lead.pk).update(first_name="Ondine")
    html = text(client, action.url)
    assert "Ondine" in html
    assert "Zénobie" not in html


def test_a_visit_written_at_once_changes_nothing_that_readers_see(agent: User) -> None:
    before = ContentChange.objects.count()
    User.objects.filter(pk=agent.pk).update(last_login=timezone.now())
    User.objects.filter(pk=0).update(first_name="Personne")
    assert ContentChange.objects.count() == before


def test_hours_that_are_corrected_show_at_once(client: Client) -> None:
    action: ActionPage = ActionPageFactory(seeking_volunteers=True)
    action.project.title = "Le plan"  # and no number that looks like hours
    action.project.save()
    offer = volunteer(action=action, agent=UserFactory(), message="")
    offer = accept_volunteer(offer=offer)
    begins = timezone.now() - datetime.timedelta(days=2)
    about = {"subject": "Réunion", "starts_at": begins, "ends_at": begins + datetime.timedelta(hours=8)}
    meeting = plan_meeting(action=action, hours={offer: 3}, submission=uuid.uuid4(), **about)
    assert not re.search(r"\b23\b", text(client, action.project.url))
    change_meeting(meeting=meeting, place="", hours={offer: 23}, **about)
    assert re.search(r"\b23\b", text(client, action.project.url))


def test_the_site_is_kept_once_whatever_port_a_header_names(db: None) -> None:
    for port in ("", ":1000", ":1001", ":0001001"):
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(reverse("login"), HTTP_HOST=f"testserver{port}").status_code == 200
        asked = [query["sql"] for query in queries if 'FROM "wagtailcore_site"' in query["sql"]]
        assert len(asked) == (not port)


def test_an_address_that_was_made_up_changes_the_list_of_nobody(client: Client, sign_in: SignIn) -> None:
    plan = ActionIndexPageFactory()
    for _number in range(CARDS_PER_PAGE + 1):
        last = ActionPageFactory(parent=plan, theme__axis__project=plan.get_parent().specific)
    other = sign_in(UserFactory())
    assert last.title not in text(other, f"{plan.url}?page=2&page=&inventee=")
    html = text(client, f"{plan.url}?page=2")
    assert last.title in html
    assert "inventee" not in text(client, plan.url)


def test_another_version_of_the_code_keeps_its_own_parts(settings: Settings, tmp_path: Path) -> None:
    """What an earlier version put into a shared cache is of classes that may have changed."""
    settings.BASE_DIR = tmp_path
    digests = set()
    for name in ("home/rows.py", "portal/common/rows.py", "templates/base.html"):
        for content in ("un", "deux"):
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)
            digests.add(_build.__wrapped__())
    assert len(digests) == 6
