"""The places of a call are the same wherever they are shown, and a full call looks for nobody."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from projects.calls import load_calls
from projects.models import ActionPage
from projects.volunteering.enums import VolunteerStatus
from tests.factories import (
    ActionPageFactory,
    UserFactory,
    VolunteerFactory,
    WorkingGroupPageFactory,
    home_page,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TEXT = "Places prises\u00a0: {taken} sur 3"

SignIn = Callable[[User], Client]


def page(client: Client, url: str) -> str:
    return client.get(url).content.decode()


@pytest.fixture
def lead(db: None) -> User:
    return UserFactory()


@pytest.fixture
def action(lead: User) -> ActionPage:
    """An action that looks for three volunteers, related to another one, on the home page and in a group."""
    action: ActionPage = ActionPageFactory(title="Le parapheur", seeking_volunteers=True, lead_person=lead)
    action.working_group = WorkingGroupPageFactory(parent__parent=action.project)
    action.save()
    home = home_page()
    home.project = action.project
    home.save()
    return action


@pytest.fixture
def places(action: ActionPage) -> dict[str, str]:
    """Where cards say how many places are taken."""
    project = action.project
    other = ActionPageFactory(parent=action.get_parent(), theme=action.theme)
    other.related_actions.add(action)
    other.save_revision().publish()
    assert action.working_group is not None
    return {
        "home": "/",
        "list": project.actions_url,
        "theme": f"{project.url}themes/{action.theme.slug}/",
        "group": action.working_group.url,
        "related": other.url,
    }


def take(action: ActionPage, *statuses: VolunteerStatus) -> None:
    for status in statuses:
        VolunteerFactory(action=action, status=status)


def test_every_place_says_the_same(
    action: ActionPage, places: dict[str, str], lead: User, agent: User, sign_in: SignIn
) -> None:
    take(action, VolunteerStatus.OFFERED, VolunteerStatus.DONE, VolunteerStatus.WITHDRAWN)
    client, leading = sign_in(agent), sign_in(lead)
    shown = {name: page(client, url) for name, url in places.items()}
    shown["page"] = page(client, action.url)
    shown["my space"] = page(leading, reverse("my_space"))
    shown["all my volunteers"] = page(leading, reverse("volunteering:led_volunteers"))
    shown["its volunteers"] = page(leading, reverse("volunteering:volunteers", args=[action.pk]))
    assert {name for name, html in shown.items() if TEXT.format(taken=2) not in html} == set()


def test_a_full_call_looks_for_nobody_anywhere(
    action: ActionPage, places: dict[str, str], agent: User, sign_in: SignIn
) -> None:
    take(action, *[VolunteerStatus.ACCEPTED] * 3)
    client = sign_in(agent)
    assert {name for name, url in places.items() if "Places prises" in page(client, url)} == set()
    ActionPageFactory(parent=action.get_parent(), theme=action.theme, seeking_volunteers=True)
    filtered = page(client, f"{places['list']}?volontaires=1")
    assert "Le parapheur" not in filtered
    text = page(client, action.url)
    assert TEXT.format(taken=3) in text
    assert "Rejoindre la liste d’attente" in text


@pytest.mark.parametrize("taken", range(5))
@pytest.mark.parametrize("wanted", [None, 1, 3])
@pytest.mark.parametrize("status", ["to_start", "in_progress", "done", "suspended"])
def test_one_action_and_a_query_of_actions_agree(taken: int, wanted: int | None, status: str) -> None:
    progress = 100 if status == "done" else 20
    action = ActionPageFactory(volunteers_wanted=wanted, status=status, progress=progress)
    take(action, *[VolunteerStatus.ACCEPTED] * taken)
    [counted] = ActionPage.objects.with_calls()
    [loaded] = load_calls(ActionPage.objects.all())
    assert counted.taken_places == loaded.taken_places == action.call.taken == taken
    assert ActionPage.objects.seeking_volunteers().exists() == action.call.is_seeking
    assert action.call.is_seeking == (
        wanted is not None and taken < wanted and status in ("to_start", "in_progress")
    )
