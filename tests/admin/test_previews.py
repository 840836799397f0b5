"""Previews: every page type, as it stands, as a draft that was never published, and before it is saved."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from projects.groups.models import WorkingGroupPage
from projects.models import ActionPage
from tests.admin.forms import action_data
from tests.factories import (
    ActionIndexPageFactory,
    ActionPageFactory,
    EditorialPageFactory,
    FilmIndexPageFactory,
    FilmPageFactory,
    NewsletterIndexPageFactory,
    NewsletterPageFactory,
    ProjectPageFactory,
    TagFactory,
    ThemeFactory,
    UserFactory,
    WorkingGroupIndexPageFactory,
    WorkingGroupPageFactory,
    home_page,
)

pytestmark = pytest.mark.django_db

FACTORIES = [
    ActionIndexPageFactory,
    ActionPageFactory,
    EditorialPageFactory,
    FilmIndexPageFactory,
    FilmPageFactory,
    NewsletterIndexPageFactory,
    NewsletterPageFactory,
    ProjectPageFactory,
    WorkingGroupIndexPageFactory,
    WorkingGroupPageFactory,
]


def view_draft(client: Client, page: Page) -> str:
    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("factory", FACTORIES)
def test_the_draft_of_a_live_page_is_shown(factory: Any, editor: Client) -> None:
    page = factory()
    page.title = "Un titre en préparation"
    page.save_revision()
    assert "Un titre en préparation" in view_draft(editor, page)


@pytest.mark.parametrize("factory", FACTORIES)
def test_the_draft_of_a_page_that_was_never_published_is_shown(factory: Any, editor: Client) -> None:
    page = factory(live=False, title="Jamais publiée")
    page.save_revision()
    assert "Jamais publiée" in view_draft(editor, page)


def test_the_home_page_is_shown(editor: Client) -> None:
    assert home_page().title in view_draft(editor, home_page())


def preview(client: Client, url: str, data: dict[str, Any]) -> str:
    assert client.post(url, data).json()["is_valid"]
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_an_action_is_previewed_before_it_is_saved(editor: Client) -> None:
    index = ActionIndexPageFactory()
    ActionPageFactory(parent=index, number=8)
    theme = ThemeFactory(axis__project=index.get_parent().specific)
    TagFactory(name="parapheur", slug="parapheur")
    url = reverse("wagtailadmin_pages:preview_on_add", args=["projects", "actionpage", index.pk])
    data = action_data(about=theme, title="Une idée en cours", tags="parapheur", volunteers_wanted="2")
    html = preview(editor, url, data)
    assert "Une idée en cours" in html
    assert theme.title in html
    assert "parapheur" in html
    assert ActionPage.objects.count() == 1, "nothing is saved"


def test_what_is_typed_on_an_action_is_previewed(editor: Client) -> None:
    action = ActionPageFactory(lead_person=UserFactory())
    other = ActionPageFactory(parent=action.get_parent(), title="Une action voisine")
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[action.pk])
    data = action_data(action, tags="courrier, visas", related_actions=[other.pk], progress="55")
    html = preview(editor, url, {**data, "progress_note": "Essai en cours."})
    for text in ("courrier", "visas", "55", "Une action voisine"):
        assert text in html
    assert ActionPage.objects.get(pk=action.pk).progress == 40


def test_a_working_group_is_previewed_before_it_is_saved(editor: Client) -> None:
    index = WorkingGroupIndexPageFactory()
    url = reverse("wagtailadmin_pages:preview_on_add", args=["groups", "workinggrouppage", index.pk])
    data = nested_form_data(
        {
            "title": "Un groupe en projet",
            "slug": "un-groupe",
            "summary": "",
            "number": "3",
            "mission": "",
            "rhythm": "",
            "lead_service": "",
            "facilitator": "",
            "body": streamfield([]),
            "comments": inline_formset([]),
        }
    )
    assert "Un groupe en projet" in preview(editor, url, data)
    assert not WorkingGroupPage.objects.exists()


def test_a_project_is_previewed_before_it_is_saved(editor: Client) -> None:
    url = reverse("wagtailadmin_pages:preview_on_add", args=["projects", "projectpage", home_page().pk])
    data = nested_form_data(
        {
            "title": "Un projet en projet",
            "slug": "un-projet",
            "summary": "",
            "subtitle": "",
            "hook": "",
            "as_of": "",
            "body": streamfield([]),
            "comments": inline_formset([]),
        }
    )
    assert "Un projet en projet" in preview(editor, url, data)


@pytest.mark.parametrize("group", ["Agents", "Responsables d’action", "Modération", "Comité de pilotage"])
def test_drafts_are_for_those_who_write_them(group: str, role: Any) -> None:
    page = ActionPageFactory(live=False)
    page.save_revision()
    client = role(group)
    url = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    assert client.get(url).status_code in (302, 403)
    assert client.get(page.url).status_code == 404
