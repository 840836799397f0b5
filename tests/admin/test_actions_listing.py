"""The editors' list of actions, the steering committee's report, and the change of several statuses."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from projects import bulk_actions
from projects.enums import ActionStatus
from projects.models import ActionPage
from tests.factories import (
    ActionIndexPageFactory,
    ActionPageFactory,
    ServiceFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

Plan = dict[str, ActionPage]


@pytest.fixture
def plan() -> Plan:
    """Three actions of one project: late and priority; done; to start, of another theme."""
    index = ActionIndexPageFactory()
    first = ActionPageFactory(
        parent=index,
        title="Réduire les visas",
        late=True,
        priority=True,
        progress=60,
        lead_person=UserFactory(first_name="Hélène", last_name="Valtreuil"),
        lead_service=ServiceFactory(name="Direction générale"),
    )
    done = ActionPageFactory(parent=index, title="Ouvrir un guichet unique", done=True, late=True)
    other = ThemeFactory(axis__project=index.get_parent().specific, title="Accueil")
    third = ActionPageFactory(
        parent=index, title="Former à l’accueil", theme=other, status=ActionStatus.TO_START, progress=0
    )
    return {"late": first, "done": done, "to start": third}


def listed(client: Client, url_name: str = "actions:index", **params: Any) -> list[str]:
    response = client.get(reverse(url_name), params)
    assert response.status_code == 200
    return [page.title for page in response.context["object_list"]]


@pytest.mark.parametrize("url_name", ["actions:index", "action_report"])
@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, ["late", "done", "to start"]),
        ({"status": "done"}, ["done"]),
        ({"status": ["done", "to_start"]}, ["done", "to start"]),
        ({"priority": "true"}, ["late"]),
        ({"late": "true"}, ["late"]),
        ({"late": "false"}, ["done", "to start"]),
        ({"ordering": "-progress"}, ["done", "late", "to start"]),
        ({"ordering": "title"}, ["to start", "done", "late"]),
        ({"status": "unknown"}, ["late", "done", "to start"]),
        ({"ordering": "unknown"}, ["late", "done", "to start"]),
    ],
)
def test_filters_and_sort(
    url_name: str, params: dict[str, Any], expected: list[str], plan: Plan, editor: Client
) -> None:
    assert listed(editor, url_name, **params) == [plan[name].title for name in expected]


def test_filters_by_what_an_action_points_to(plan: Plan, editor: Client) -> None:
    first, third = plan["late"], plan["to start"]
    assert listed(editor, theme=third.theme_id) == [third.title]
    assert listed(editor, axis=third.theme.axis_id) == [third.title]
    assert listed(editor, lead_person=first.lead_person_id) == [first.title]
    assert listed(editor, lead_service=first.lead_service_id) == [first.title]


def test_the_search_reads_numbers_and_leaves_accents_aside(plan: Plan, editor: Client) -> None:
    assert listed(editor, q="reduire") == ["Réduire les visas"]
    assert listed(editor, q="guichet") == [plan["done"].title]
    assert listed(editor, q="3") == ["Former à l’accueil"]
    assert listed(editor, q="l'accueil", ordering="-number") == ["Former à l’accueil"]
    assert listed(editor, q="visas", status="done") == []


def test_late_is_judged_at_the_date_of_the_plan(plan: Plan, editor: Client) -> None:
    late = gettext("%(date)s (late)") % {"date": "31/12/2016"}
    assert late in editor.get(reverse("actions:index")).content.decode()
    project = plan["late"].project
    project.as_of = datetime.date(2016, 6, 30)
    project.save()
    assert listed(editor, late="true") == []
    assert late not in editor.get(reverse("actions:index")).content.decode()


def test_a_row_shows_what_editors_look_for(plan: Plan, editor: Client) -> None:
    html = editor.get(reverse("actions:index")).content.decode()
    for text in ("Réduire les visas", "60\u202f%", "Hélène Valtreuil", "31/12/2016", "1 · "):
        assert text in html


def test_the_list_takes_as_many_queries_for_many_actions(
    plan: Plan, editor: Client, django_assert_max_num_queries: Any
) -> None:
    listed(editor)
    with django_assert_max_num_queries(60) as few:
        listed(editor)
    most = len(few)  # Django forgets the queries of a request at the next one
    for _more in range(10):
        ActionPageFactory(parent=plan["late"].get_parent(), lead_person=UserFactory())
    listed(editor)
    with django_assert_max_num_queries(most):
        listed(editor)


@pytest.mark.parametrize("url_name", ["actions:index", "action_report"])
def test_the_list_goes_to_a_spreadsheet(url_name: str, plan: Plan, editor: Client) -> None:
    response = editor.get(reverse(url_name), {"export": "csv", "status": "in_progress"})
    rows = b"".join(response.streaming_content).decode().splitlines()
    assert len(rows) == 2
    assert "Réduire les visas" in rows[1]
    assert "Hélène Valtreuil" in rows[1]
    assert editor.get(reverse(url_name), {"export": "xlsx"}).status_code == 200


def test_the_report_shows_published_actions_only(plan: Plan, role: Callable[[str], Client]) -> None:
    plan["done"].unpublish()
    assert listed(role("Comité de pilotage"), "action_report") == ["Réduire les visas", "Former à l’accueil"]


# Change of several statuses


CHANGE = "wagtail_bulk_action", ["projects", "actionpage", "change_status"]


def change_url(*actions: ActionPage, **params: str) -> str:
    chosen = "&".join(f"id={action.pk}" for action in actions)
    return f"{reverse(CHANGE[0], args=CHANGE[1])}?{chosen}&next={reverse('actions:index')}"


def states(plan: Plan) -> dict[str, tuple[str, int]]:
    return {
        name: ActionPage.objects.values_list("status", "progress").get(pk=action.pk)
        for name, action in plan.items()
    }


def test_the_list_offers_the_change_of_status(plan: Plan, editor: Client) -> None:
    html = editor.get(reverse("actions:index")).content.decode()
    assert reverse(CHANGE[0], args=CHANGE[1]) in html
    assert 'data-bulk-action-footer="PAGE"' in html or 'data-bulk-action-footer="ACTIONPAGE"' in html


def test_several_actions_change_at_once_with_one_note(plan: Plan, editor: Client) -> None:
    url = change_url(plan["late"], plan["to start"])
    page = editor.get(url).content.decode()
    assert "Réduire les visas" in page
    assert "60\u202f%" in page
    response = editor.post(
        url, {"status": "in_progress", "progress": "75", "note": "Décidé en comité."}, follow=True
    )
    assert response.redirect_chain == [(reverse("actions:index"), 302)]
    assert states(plan) == {
        "late": ("in_progress", 75),
        "done": ("done", 100),
        "to start": ("in_progress", 75),
    }
    for name in ("late", "to start"):
        entry = plan[name].progress_entries.first()
        assert (entry.note, entry.progress) == ("Décidé en comité.", 75)
        assert entry.author is not None


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"status": "done"}, ("done", 100)),
        ({"status": "to_start"}, ("to_start", 0)),
        ({"status": "suspended"}, ("suspended", 60)),
        ({"status": "in_progress"}, ("in_progress", 60)),
    ],
)
def test_the_status_says_the_progress(
    data: dict[str, str], expected: tuple[str, int], plan: Plan, editor: Client
) -> None:
    editor.post(change_url(plan["late"]), {**data, "note": "Voilà."})
    assert states(plan)["late"] == expected


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"status": "in_progress", "progress": "75", "note": ""}, "note"),
        ({"status": "in_progress", "progress": "100", "note": "Oui."}, "progress"),
        ({"status": "in_progress", "progress": "-1", "note": "Oui."}, "progress"),
        ({"status": "in_progress", "progress": "beaucoup", "note": "Oui."}, "progress"),
        ({"status": "done", "progress": "50", "note": "Oui."}, "progress"),
        ({"status": "suspended", "note": "L’action finie ne peut s’arrêter."}, "progress"),
        ({"status": "wishful", "note": "Oui."}, "status"),
        ({}, "status"),
    ],
)
def test_a_wrong_change_changes_nothing_and_keeps_what_was_typed(
    data: dict[str, str], field: str, plan: Plan, editor: Client
) -> None:
    before = states(plan)
    response = editor.post(change_url(plan["late"], plan["done"]), data)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    if data.get("note"):
        assert data["note"] in response.content.decode()
    assert states(plan) == before


def test_all_means_what_the_filters_show(plan: Plan, editor: Client) -> None:
    url = f"{reverse(CHANGE[0], args=CHANGE[1])}?id=all&status=to_start&q=accueil"
    page = editor.get(url).content.decode()
    assert "Former à l’accueil" in page
    assert "Réduire les visas" not in page
    editor.post(url, {"status": "suspended", "note": "En attente."})
    assert states(plan)["to start"] == ("suspended", 0)
    assert states(plan)["late"] == ("in_progress", 60)


def test_drafts_stay_out(plan: Plan, editor: Client) -> None:
    plan["late"].unpublish()
    html = editor.get(change_url(plan["late"])).content.decode()
    assert 'name="note"' not in html
    editor.post(change_url(plan["late"]), {"status": "done", "note": "Non."})
    assert states(plan)["late"] == ("in_progress", 60)


@pytest.mark.parametrize("group", ["Agents", "Responsables d’action", "Modération", "Comité de pilotage"])
def test_others_change_nothing(group: str, plan: Plan, role: Callable[[str], Client]) -> None:
    role(group).post(change_url(plan["late"]), {"status": "done", "note": "Non."})
    assert states(plan)["late"] == ("in_progress", 60)


def test_the_whole_change_is_one_transaction(
    plan: Plan, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    report = bulk_actions.report_progress

    def fail_at_the_second(**kwargs: Any) -> None:
        calls.append(kwargs)
        if len(calls) == 2:
            raise RuntimeError("down")
        report(**kwargs)

    monkeypatch.setattr(bulk_actions, "report_progress", fail_at_the_second)
    before = states(plan)
    with pytest.raises(RuntimeError):
        editor.post(change_url(plan["late"], plan["to start"]), {"status": "done", "note": "Terminé."})
    assert states(plan) == before


@pytest.mark.usefixtures("plan")
def test_yes_and_no_are_words_of_the_language(sign_in: Callable[..., Client]) -> None:
    client = sign_in(UserFactory(is_superuser=True))
    for choice, word in (("true", "oui"), ("false", "non")):
        html = client.get(reverse("actions:index"), {"priority": choice}).content.decode()
        assert ">True<" not in html
        assert ">False<" not in html
        assert word in html
        [active] = client.get(reverse("actions:index"), {"priority": choice}).context["active_filters"]
        assert active.value == word
