"""The lead person reports progress on the site."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from projects.models import ActionPage
from tests.factories import ActionPageFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> User:
    return UserFactory(groups=["Agents", "Responsables d’action"])


@pytest.fixture
def action(lead: User) -> ActionPage:
    return ActionPageFactory(lead_person=lead)


def url(action: ActionPage) -> str:
    return reverse("report_progress", args=[action.pk])


def client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_lead_person_reports(action: ActionPage, lead: User) -> None:
    page = client(lead).get(url(action))
    assert page.status_code == 200
    response = client(lead).post(url(action), {"status": "done", "progress": "100", "note": "Terminé."})
    assert response.status_code == 302
    assert response.url == action.url
    entry = action.progress_entries.get()
    assert (entry.status, entry.progress, entry.note, entry.author) == ("done", 100, "Terminé.", lead)
    assert ActionPage.objects.get(pk=action.pk).status == "done"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"status": "done", "progress": "90", "note": "Presque."}, "progress"),
        ({"status": "in_progress", "progress": "100", "note": "Fini ?"}, "progress"),
        ({"status": "in_progress", "progress": "x", "note": "Hein ?"}, "progress"),
        ({"status": "in_progress", "progress": "50", "note": " "}, "note"),
        ({"status": "nearly", "progress": "50", "note": "Ah."}, "status"),
        ({}, "status"),
    ],
)
def test_a_wrong_report_changes_nothing_and_keeps_what_was_typed(
    data: dict[str, str], field: str, action: ActionPage, lead: User
) -> None:
    response = client(lead).post(url(action), data)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    if data.get("note", " ").strip():
        assert data["note"] in response.content.decode()
    assert not action.progress_entries.exists()


def test_the_note_keeps_line_breaks_and_no_markup(action: ActionPage, lead: User) -> None:
    note = "<script>alert(1)</script>"
    html = client(lead).post(url(action), {"status": "done", "progress": "1", "note": note}).content.decode()
    assert note not in html


@pytest.mark.parametrize(
    "groups", [["Agents"], ["Responsables d’action"], ["Communication"], ["Administration"]]
)
def test_nobody_reports_for_the_lead_person(groups: list[str], action: ActionPage) -> None:
    other = client(UserFactory(groups=groups))
    assert other.get(url(action)).status_code == 403
    assert other.post(url(action), {"status": "done", "progress": "100", "note": "Oui."}).status_code == 403
    assert not action.progress_entries.exists()


def test_a_lead_person_without_the_groups_right_does_not_report() -> None:
    action = ActionPageFactory(lead_person=UserFactory())
    assert client(action.lead_person).get(url(action)).status_code == 403


def test_anonymous_visitors_sign_in_first(action: ActionPage) -> None:
    assert Client().get(url(action)).url.startswith("/connexion/")


def test_an_unpublished_action_has_no_report(action: ActionPage, lead: User) -> None:
    action.unpublish()
    assert client(lead).get(url(action)).status_code == 404


def test_the_action_page_offers_the_report_to_its_lead_person_only(action: ActionPage, lead: User) -> None:
    assert url(action) in client(lead).get(action.url).content.decode()
    other = client(UserFactory(groups=["Responsables d’action"]))
    assert url(action) not in other.get(action.url).content.decode()
