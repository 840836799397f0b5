"""Dates typed the French way in the administration: kept, understood, or refused where they stand."""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import streamfield

from projects.models import ActionPage
from tests.admin.forms import action_data
from tests.factories import ActionPageFactory

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
REFUSED = "n’est pas comprise, ou n’existe pas. Écrivez-la ainsi : 15/12/2026."
REFUSED_MOMENT = "Écrivez-les ainsi : 15/12/2026 14:05."


def edit_url(action: ActionPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[action.pk])


def save(editor: Client, action: ActionPage, data: dict[str, Any], **headers: str) -> Any:
    return editor.post(edit_url(action), data, headers=headers)


@pytest.mark.parametrize("written", ["{day}/{month}/{year} 08:00", "{day}/{month}/{year} à 8 h"])
def test_an_embargo_typed_the_french_way_is_kept(written: str, editor: Client) -> None:
    day = timezone.localdate() + datetime.timedelta(days=15)
    typed = written.format(day=day.day, month=day.month, year=day.year)
    action = ActionPageFactory(live=False)
    answer = save(editor, action, {**action_data(action, go_live_at=typed), "action-publish": "1"})
    assert answer.status_code == 302
    action.refresh_from_db()
    assert not action.live
    hour = datetime.datetime.combine(day, datetime.time(8), tzinfo=PARIS)
    assert action.scheduled_revision.approved_go_live_at == hour
    html = editor.get(edit_url(action)).content.decode()
    assert f'value="{day:%d/%m/%Y} 08:00"' in html


@pytest.mark.parametrize("text", ["32/13/2026 08:00", "demain matin", "12/31/2026"])
def test_an_embargo_that_cannot_be_read_publishes_nothing(text: str, editor: Client) -> None:
    action = ActionPageFactory(live=False)
    answer = save(editor, action, {**action_data(action, go_live_at=text), "action-publish": "1"})
    html = answer.content.decode()
    assert answer.context["form"].errors.keys() == {"go_live_at"}
    assert f'value="{text}"' in html
    assert REFUSED_MOMENT in html
    action.refresh_from_db()
    assert (action.live, action.go_live_at, action.has_unpublished_changes) == (False, None, False)


def test_the_dates_of_an_action_are_read(editor: Client) -> None:
    action = ActionPageFactory()
    milestone = {"date": "1/3/2027", "label": "Pilote", "done": ""}
    data = action_data(
        action,
        start="15/12/2026",
        end="1er février 2027",
        milestones=streamfield([("milestone", milestone)]),
    )
    assert save(editor, action, {**data, "action-publish": "1"}).status_code == 302
    saved = ActionPage.objects.get(pk=action.pk)
    assert (saved.start, saved.end) == (datetime.date(2026, 12, 15), datetime.date(2027, 2, 1))
    assert saved.milestones[0].value["date"] == datetime.date(2027, 3, 1)


def test_dates_that_cannot_be_read_stay_typed_at_their_fields(editor: Client) -> None:
    action = ActionPageFactory()
    milestone = {"date": "vers Pâques", "label": "Pilote", "done": ""}
    data = action_data(action, start="31/02/2027", milestones=streamfield([("milestone", milestone)]))
    answer = save(editor, action, data)
    html = answer.content.decode()
    assert answer.context["form"].errors.keys() == {"start", "milestones"}
    assert 'value="31/02/2027"' in html
    assert "vers P\\u00e2ques" in html or "vers Pâques" in html
    assert REFUSED in html
    assert ActionPage.objects.get(pk=action.pk).revisions.count() == action.revisions.count() == 0


def test_a_draft_saved_by_itself_saves_no_other_date(editor: Client) -> None:
    action = ActionPageFactory()
    answer = save(editor, action, action_data(action, start="32/13/2026"), accept="application/json")
    assert (answer.status_code, answer.json()["error_code"]) == (400, "validation_error")
    assert not action.revisions.exists()


def test_a_list_says_which_filter_it_did_not_apply(editor: Client) -> None:
    action = ActionPageFactory()
    listing = reverse("wagtailadmin_explore", args=[action.get_parent().pk])
    for address in (listing, f"{listing}results/"):
        html = editor.get(address, {"latest_revision_created_at_from": "32/13/2026"}).content.decode()
        assert "Le filtre « Date mise à jour » n’est pas appliqué." in html
        assert REFUSED in html
        html = editor.get(address, {"latest_revision_created_at_from": "1/2/2027"}).content.decode()
        assert "n’est pas appliqué" not in html
        assert "1 février 2027" in html
