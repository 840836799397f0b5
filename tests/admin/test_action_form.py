"""The editor's form of an action."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.models import ActionPage, Tag
from tests.admin.forms import action_data
from tests.factories import ActionIndexPageFactory, ActionPageFactory, TagFactory, ThemeFactory, UserFactory

pytestmark = pytest.mark.django_db


def edit_url(action: ActionPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[action.pk])


def save(editor: Client, action: ActionPage, publish: bool = True, **changes: Any) -> Any:
    data = action_data(action, **changes)
    return editor.post(edit_url(action), {**data, "action-publish": "1"} if publish else data)


def test_every_field_is_under_a_named_tab_with_its_help(editor: Client) -> None:
    action = ActionPageFactory(lead_person=UserFactory())
    html = editor.get(edit_url(action)).content.decode()
    form = editor.get(edit_url(action)).context["form"]
    assert {"number", "theme", "lead_person", "status", "milestones", "related_actions"} <= set(form.fields)
    assert {"go_live_at", "expire_at"} <= set(form.fields), "publishing can be scheduled"
    assert "comments" in form.formsets, "editors can comment on the page"
    for name in ("number", "progress_note", "volunteers_wanted", "lead_person"):
        assert str(form.fields[name].help_text)[:40] in html.replace("&#x27;", "'").replace("&quot;", '"')
    assert "agent_chooser" in html or "choose" in html


def test_the_log_of_progress_is_shown_and_not_typed(editor: Client) -> None:
    action = ActionPageFactory()
    save(editor, action, status="in_progress", progress="60", progress_note="Grille essayée.")
    html = editor.get(edit_url(action)).content.decode()
    assert "<td>60\u202f%</td>" in html
    assert "<td>Grille essayée.</td>" in html


def test_a_change_is_published_with_its_note_and_author(editor: Client) -> None:
    action = ActionPageFactory()
    assert save(editor, action, progress="60", progress_note="Grille essayée.").status_code == 302
    entry = action.progress_entries.get()
    assert (entry.progress, entry.note) == (60, "Grille essayée.")
    assert entry.author is not None


def test_a_draft_publishes_nothing(editor: Client) -> None:
    action = ActionPageFactory()
    save(editor, action, publish=False, progress="60", progress_note="Grille essayée.")
    assert not action.progress_entries.exists()
    assert ActionPage.objects.get(pk=action.pk).progress == 40


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "1"}, "number"),
        ({"status": "done", "progress": "90", "progress_note": "Presque."}, "progress"),
        ({"progress": "100", "progress_note": "Fini ?"}, "progress"),
        ({"progress": "140", "progress_note": "Plus que tout."}, "progress"),
        ({"start": "2018-02-01", "end": "2018-01-01"}, "end"),
        ({"progress": "60"}, "progress_note"),
        ({"status": "suspended"}, "progress_note"),
        ({"volunteers_wanted": "0"}, "volunteers_wanted"),
        ({"theme": ""}, "theme"),
        ({"title": ""}, "title"),
    ],
)
def test_an_error_stands_at_its_field_and_nothing_typed_is_lost(
    changes: dict[str, str], field: str, editor: Client
) -> None:
    plan = ActionIndexPageFactory()
    ActionPageFactory(parent=plan, number=1)
    action = ActionPageFactory(parent=plan, number=2)
    typed = "Un résumé que personne ne veut retaper."
    response = save(editor, action, summary=typed, **changes)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    html = response.content.decode()
    assert typed in html
    for value in changes.values():
        assert value in html
    assert str(response.context["form"].errors[field][0])[:30] in html.replace("&#x27;", "'")
    assert ActionPage.objects.get(pk=action.pk).summary == "Un résumé."


def test_a_theme_of_another_project_is_refused(editor: Client) -> None:
    action = ActionPageFactory()
    response = save(editor, action, theme=ThemeFactory().pk)
    assert "theme" in response.context["form"].errors


def test_a_new_action_takes_the_next_number(editor: Client) -> None:
    existing = ActionPageFactory(number=4)
    url = reverse("wagtailadmin_pages:add", args=["projects", "actionpage", existing.get_parent().pk])
    data = action_data(about=existing.theme, tags='"circuit court", parapheur')
    TagFactory(name="parapheur", slug="parapheur", curated=True)
    assert editor.post(url, {**data, "action-publish": "1"}).status_code == 302
    action = ActionPage.objects.get(slug="une-action-neuve")
    assert (action.number, action.live) == (5, True)
    assert set(action.tags.names()) == {"circuit court", "parapheur"}
    assert Tag.objects.filter(name="parapheur").count() == 1


def boxes(html: str, name: str) -> list[tuple[str, str]]:
    """The value and the label of each ticked box of a field."""
    found = BeautifulSoup(html, "html.parser").select(f"input[type=checkbox][name={name}][checked]")
    return [(str(box["value"]), box.find_parent("label").get_text(strip=True)) for box in found]


def test_the_form_shows_the_related_actions_by_number_and_no_other(editor: Client) -> None:
    action = ActionPageFactory(number=1)
    plan = action.get_parent()
    other = ActionPageFactory(parent=plan, number=2, title="Une voisine")
    ActionPageFactory(parent=plan, number=3, title="Ailleurs dans le plan")
    assert save(editor, action, related_actions=[other.pk]).status_code == 302
    assert list(ActionPage.objects.get(pk=action.pk).related_actions.all()) == [other]
    html = editor.get(edit_url(action)).content.decode()
    assert boxes(html, "related_actions") == [(str(other.pk), "2 · Une voisine")]
    assert boxes(html, "films") == []
    assert "Ailleurs dans le plan" not in html


def test_an_action_is_not_related_to_itself_nor_to_another_plan(editor: Client) -> None:
    action = ActionPageFactory(number=1)
    for refused in (action, ActionPageFactory()):
        response = save(editor, action, related_actions=[refused.pk])
        assert "related_actions" in response.context["form"].errors


@pytest.mark.parametrize("made_up", ["-1", "x", "1; DROP", "é", ""])
def test_a_key_that_is_none_is_refused_and_the_others_stay(made_up: str, editor: Client) -> None:
    action = ActionPageFactory(number=1)
    other = ActionPageFactory(parent=action.get_parent(), number=2, title="Une voisine")
    response = save(editor, action, related_actions=[other.pk, made_up])
    assert response.status_code == 200
    assert boxes(response.content.decode(), "related_actions") == [(str(other.pk), "2 · Une voisine")]


def test_the_form_costs_no_more_with_more_actions(editor: Client) -> None:
    action = ActionPageFactory(number=1)
    url = edit_url(action)
    editor.get(url)
    with CaptureQueriesContext(connection) as few:
        short = editor.get(url)
    for number in range(2, 12):
        ActionPageFactory(parent=action.get_parent(), number=number, lead_person=UserFactory())
    with CaptureQueriesContext(connection) as many:
        long = editor.get(url)
    assert len(many) <= len(few)
    assert len(long.content) < len(short.content) + 200


def test_naming_a_lead_person_gives_the_right_to_report(editor: Client) -> None:
    action, lead = ActionPageFactory(), UserFactory()
    save(editor, action, lead_person=lead.pk)
    assert [group.name for group in lead.groups.all()] == ["Responsables d’action"]


def test_the_lead_person_is_chosen_from_open_accounts(editor: Client) -> None:
    UserFactory(last_name="Marchenoir")
    html = editor.get(reverse("agent_chooser:choose")).content.decode()
    assert "Marchenoir" in html
