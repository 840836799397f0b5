"""Invariants of an action."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page

from projects.enums import ActionStatus
from projects.models import ActionPage
from projects.services import report_progress
from tests.factories import ActionIndexPageFactory, ActionPageFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_an_action_takes_the_next_number_of_its_plan() -> None:
    plan = ActionIndexPageFactory()
    first, second = ActionPageFactory(parent=plan), ActionPageFactory(parent=plan)
    assert (first.number, second.number) == (1, 2)
    assert first.project == plan.get_parent().specific


def test_two_plans_number_their_actions_apart() -> None:
    assert ActionPageFactory().number == ActionPageFactory().number == 1


@pytest.mark.parametrize(
    "invalid",
    [
        {"progress": 101},
        {"status": ActionStatus.DONE, "progress": 90},
        {"status": ActionStatus.IN_PROGRESS, "progress": 100},
        {"start": "2018-02-01", "end": "2018-01-01"},
    ],
)
def test_the_database_and_the_form_refuse_the_same(invalid: dict) -> None:
    action = ActionPageFactory()
    with transaction.atomic(), pytest.raises(IntegrityError):
        ActionPage.objects.filter(pk=action.pk).update(**invalid)
    for name, value in invalid.items():
        setattr(action, name, value)
    with pytest.raises(ValidationError):
        action.full_clean()


def test_a_number_is_unique_in_its_plan() -> None:
    plan = ActionIndexPageFactory()
    ActionPageFactory(parent=plan, number=4)
    other = ActionPageFactory(parent=plan)
    with transaction.atomic(), pytest.raises(IntegrityError):
        ActionPage.objects.filter(pk=other.pk).update(number=4)


def test_a_copy_takes_a_new_number() -> None:
    action = ActionPageFactory(number=7)
    copy = action.copy(update_attrs={"slug": "copie", "title": "Copie"}, keep_live=False)
    assert copy.number == 8


def test_an_action_moved_to_another_plan_belongs_to_it_under_a_free_number() -> None:
    action = ActionPageFactory(number=1)
    elsewhere = ActionPageFactory(number=1)
    action.move(elsewhere.get_parent(), pos="last-child")
    action = ActionPage.objects.get(pk=action.pk)
    assert (action.project, action.number) == (elsewhere.project, 2)


def test_each_change_of_progress_is_logged_once_with_its_note() -> None:
    author = UserFactory()
    action = ActionPageFactory()
    for _again in range(2):
        report_progress(
            action=action, status=ActionStatus.IN_PROGRESS, progress=60, note="Grille essayée.", author=author
        )
    entry = action.progress_entries.get()
    assert (entry.progress, entry.note, entry.author) == (60, "Grille essayée.", author)


def test_reporting_progress_keeps_an_editors_draft_unpublished() -> None:
    action = ActionPageFactory()
    action.title = "Titre en préparation"
    action.save_revision()
    report_progress(
        action=action, status=ActionStatus.DONE, progress=100, note="Terminé.", author=UserFactory()
    )
    action = ActionPage.objects.get(pk=action.pk)
    draft = action.get_latest_revision_as_object()
    assert action.title != "Titre en préparation"
    assert (draft.title, draft.status) == ("Titre en préparation", ActionStatus.DONE)


def test_deleting_a_project_deletes_its_plan() -> None:
    action = ActionPageFactory()
    action.project.delete()
    assert not ActionPage.objects.exists()


def test_an_action_is_deleted_as_editors_do() -> None:
    action = ActionPageFactory()
    Page.objects.get(pk=action.pk).delete()
    assert not ActionPage.objects.filter(pk=action.pk).exists()


def test_an_action_is_loaded_without_what_only_its_page_names(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """The manager joins nothing but the page itself: each view loads what it shows."""
    action = ActionPageFactory()
    with django_assert_num_queries(1) as queries:
        ActionPage.objects.get(pk=action.pk)
    [query] = queries.captured_queries
    assert query["sql"].count("JOIN") == 1
    assert "json" not in query["sql"].lower()


def test_cards_cost_the_same_whatever_their_number(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    plan = ActionIndexPageFactory()
    for _number in range(4):
        ActionPageFactory(parent=plan, seeking_volunteers=True)
    with django_assert_num_queries(2):  # the project, by which lateness is judged, is the same for all
        for action in ActionPage.objects.child_of(plan).for_cards():
            assert (action.is_late, action.call.is_seeking, action.theme.axis.title) != ()
