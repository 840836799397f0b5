"""The number of an action: given once, to one action."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from projects.models import ActionPage
from tests.admin.open_form import OpenForm
from tests.factories import ActionIndexPageFactory, ActionPageFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(UserFactory(groups=["Communication"]))
    return client


def edit_url(action: ActionPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[action.pk])


def number_of(action: Page) -> int:
    return ActionPage.objects.values_list("number", flat=True).get(pk=action.pk)


def begin(editor: Client, like: ActionPage, slug: str) -> OpenForm:
    """Open the form of a new action in the plan of another, and give it a title and a theme."""
    plan = like.get_parent()
    form = OpenForm(editor, reverse("wagtailadmin_pages:add", args=["projects", "actionpage", plan.pk]))
    form.type(title=slug.capitalize(), slug=slug, theme=str(like.theme_id))
    return form


def test_two_editors_whose_forms_save_themselves_keep_their_numbers(editor: Client) -> None:
    existing = ActionPageFactory(number=4)
    first, second = begin(editor, existing, "visas"), begin(editor, existing, "guichet")
    for _pause in range(3):
        first.autosave()
        second.autosave()
    first.submit(**{"action-publish": "1"})
    second.submit(**{"action-publish": "1"})
    assert dict(ActionPage.objects.values_list("slug", "number")) == {
        existing.slug: 4,
        "visas": 5,
        "guichet": 6,
    }


@pytest.mark.parametrize("button", [{}, {"action-publish": "1"}], ids=["draft", "published"])
@pytest.mark.parametrize("live", [True, False], ids=["of a live action", "of a draft"])
def test_an_emptied_field_keeps_the_number(live: bool, button: dict[str, str], editor: Client) -> None:
    action = ActionPageFactory(number=4, live=live)
    ActionPageFactory(parent=action.get_parent(), number=9)
    form = OpenForm(editor, edit_url(action))
    form.type(number="")
    form.submit(**button)
    assert number_of(action) == 4
    assert OpenForm(editor, edit_url(action)).data["number"] == "4"


def test_an_emptied_field_shows_the_number_again_when_the_form_saves_itself(editor: Client) -> None:
    form = OpenForm(editor, edit_url(ActionPageFactory(number=4)))
    form.type(number="")
    assert form.autosave()["field_updates"] == {"number": "4"}
    assert form.autosave()["field_updates"] == {}


def test_a_typed_number_is_taken(editor: Client) -> None:
    action = ActionPageFactory(number=4)
    form = OpenForm(editor, edit_url(action))
    form.type(number="12")
    form.submit()
    assert number_of(action) == 4, "a draft changes nothing for readers"
    form.submit(**{"action-publish": "1"})
    assert number_of(action) == 12


def test_a_draft_whose_number_went_to_another_action_keeps_its_own(editor: Client) -> None:
    action = ActionPageFactory(number=4)
    form = OpenForm(editor, edit_url(action))
    form.type(number="12", title="Le brouillon")
    form.submit()
    ActionPageFactory(parent=action.get_parent(), number=12)
    assert OpenForm(editor, edit_url(action)).data["number"] == "4"
    action.refresh_from_db()
    action.get_latest_revision().publish()
    assert (number_of(action), ActionPage.objects.get(pk=action.pk).title) == (4, "Le brouillon")


def test_a_version_from_before_the_number_was_given_comes_back_under_it(editor: Client) -> None:
    action = ActionPageFactory(number=4)
    old = action.save_revision()
    old.content["number"] = None
    old.save()
    revert = reverse("wagtailadmin_pages:revisions_revert", args=[action.pk, old.pk])
    assert OpenForm(editor, revert).data["number"] == "4"
    old.publish()
    assert number_of(action) == 4


def test_an_action_moved_to_another_plan_has_one_number_there(editor: Client) -> None:
    """Its draft, written in the first plan, does not bring the old number back."""
    action = ActionPageFactory(number=4)
    action.save_revision()
    plan = ActionIndexPageFactory()
    ActionPageFactory(parent=plan, number=4)
    action.move(plan, pos="last-child")
    assert number_of(action) == 5
    moved = ActionPage.objects.get(pk=action.pk)
    Page.objects.filter(path__startswith=plan.path, actionpage__number=4).first().delete()
    moved.get_latest_revision().publish()
    assert (number_of(action), ActionPage.objects.get(pk=action.pk).project_id) == (5, plan.get_parent().pk)


def test_copies_and_aliases_take_the_next_number_and_keep_it() -> None:
    action = ActionPageFactory(number=4)
    action.save_revision().publish()
    action.refresh_from_db()
    copy = action.copy(update_attrs={"slug": "copie", "title": "Copie"}, copy_revisions=True)
    alias = action.create_alias(update_slug="alias")
    assert (number_of(copy), number_of(alias)) == (5, 6)
    ActionPage.objects.get(pk=action.pk).save_revision().publish()
    copy.specific.get_latest_revision().publish()
    assert (number_of(action), number_of(copy), number_of(alias)) == (4, 5, 6)


@pytest.mark.parametrize("typed", ["4", "0004"])
def test_a_number_that_is_taken_is_refused_at_its_field(typed: str, editor: Client) -> None:
    existing = ActionPageFactory(number=4)
    form = begin(editor, existing, "visas")
    form.type(number=typed)
    response: Any = editor.post(form.url, dict(form.data.lists()))
    assert "number" in response.context["form"].errors
    assert not ActionPage.objects.filter(slug="visas").exists()
