"""The log of accounts: what it notes, who reads it, how it is exported."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from home.models import EditorialPage
from portal.accounts.models import User
from projects.moderation.models import ModerationDecision
from tests.admin.test_rights import group_form
from tests.factories import PASSWORD, CommentFactory, EditorialPageFactory, UserFactory
from tests.moderating import fold

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
ROLES = ["Agents", "Responsables d’action", "Communication", "Modération", "Comité de pilotage"]


@pytest.fixture
def administrator(db: None) -> User:
    return UserFactory(groups=["Administration"], first_name="Solène", last_name="Marchenoir")


def number(user: User) -> str:
    """What the log calls an account: it names nobody, since nobody may rewrite it."""
    return f"compte n°\u00a0{user.pk}"


def noted(action: str) -> list[tuple[str, str, dict]]:
    """Who did it, to what, and what was said of it."""
    entries = ModelLogEntry.objects.filter(action=action).order_by("pk")
    return [(entry.user_display_name, entry.label, entry.data) for entry in entries]


@pytest.mark.parametrize(("group", "times"), [("Communication", 1), ("Administration", 1), ("Agents", 0)])
def test_the_sign_in_of_who_may_use_the_administration(group: str, times: int) -> None:
    user = UserFactory(groups=[group])
    Client().post("/connexion/", {"username": user.email, "password": PASSWORD})
    expected = (str(user), number(user), {"method": "password", "address": "127.0.0.1"})
    assert noted("accounts.sign_in") == [expected] * times


def test_groups_given_and_taken_on_any_way(administrator: User, sign_in: SignIn) -> None:
    client, agent = sign_in(administrator), UserFactory()
    agents, leads = Group.objects.get(name="Agents"), Group.objects.get(name="Responsables d’action")
    before = len(noted("accounts.groups"))
    form = {"email": agent.email, "first_name": "A", "last_name": "B", "is_active": "on"}
    url = reverse("wagtailusers_users:edit", args=[agent.pk])
    client.post(url, form | {"groups": [agents.pk]})
    client.post(url, form | {"groups": []})
    bulk = reverse("wagtail_bulk_action", args=["accounts", "user", "assign_role"])
    client.post(f"{bulk}?id={agent.pk}", {"role": leads.pk})
    User.objects.get(pk=agent.pk).groups.clear()
    assert noted("accounts.groups")[before:] == [
        (str(administrator), number(agent), {"added": ["Agents"]}),
        (str(administrator), number(agent), {"removed": ["Agents"]}),
        (str(administrator), number(agent), {"added": ["Responsables d’action"]}),
        ("système", number(agent), {"removed": ["Responsables d’action"]}),
    ]


@pytest.mark.parametrize("way", ["form", "bulk"])
def test_an_account_closed_and_opened(way: str, administrator: User, sign_in: SignIn) -> None:
    client, agent = sign_in(administrator), UserFactory()
    for active in (False, False, True):
        if way == "form":
            form = {"email": agent.email, "first_name": agent.first_name, "last_name": agent.last_name}
            url = reverse("wagtailusers_users:edit", args=[agent.pk])
            client.post(url, form | ({"is_active": "on"} if active else {}))
        else:
            url = reverse("wagtail_bulk_action", args=["accounts", "user", "set_active_state"])
            client.post(f"{url}?id={agent.pk}", {"mark_as_active": str(active)})
        agent.refresh_from_db()
        assert agent.is_active is active
    assert noted("accounts.close") == [(str(administrator), number(agent), {})]
    assert noted("accounts.open") == [(str(administrator), number(agent), {})]


def test_accounts_deleted_together(administrator: User, sign_in: SignIn) -> None:
    agents = UserFactory.create_batch(2)
    numbers = [number(agent) for agent in agents]
    url = reverse("wagtail_bulk_action", args=["accounts", "user", "delete"])
    sign_in(administrator).post(f"{url}?id={agents[0].pk}&id={agents[1].pk}")
    assert not User.objects.filter(pk__in=[agent.pk for agent in agents]).exists()
    assert [label for _who, label, _data in noted("wagtail.delete")] == numbers


def test_ones_own_new_password(agent: User, sign_in: SignIn) -> None:
    new = "une toute nouvelle phrase de passe"
    fields = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    sign_in(agent).post("/mot-de-passe/", fields)
    assert noted("accounts.password") == [(str(agent), number(agent), {})]


def test_a_decision_of_moderation() -> None:
    moderator = UserFactory(groups=["Modération"])
    fold(CommentFactory(), moderator=moderator)
    [(who, _label, data)] = noted("moderation.decide")
    entry = ModerationDecision.objects.get()
    assert (who, data) == (str(moderator), {"outcome": "fold", "entry": entry.pk, "rule": "3.1"})


@pytest.mark.parametrize("address", ["/gestion/users/", "/gestion/reports/actions/"])
def test_lists_taken_out_of_the_administration(address: str, administrator: User, sign_in: SignIn) -> None:
    client = sign_in(administrator)
    client.get(address)
    client.get(f"{address}?export=csv")
    client.get("/?export=csv")
    assert [data for _who, _label, data in noted("accounts.export")] == [{"path": f"{address}?export=csv"}]


# Who reads it


@pytest.mark.parametrize("role", ROLES)
def test_the_log_is_for_administrators(role: str, sign_in: SignIn) -> None:
    client = sign_in(UserFactory(groups=[role]))
    for name in ("account_log", "account_log_results"):
        response = client.get(reverse(name), {"export": "csv"})
        assert response.status_code == 403 or response.url == "/gestion/"
    assert reverse("account_log") not in client.get("/gestion/", follow=True).content.decode()


def test_an_administrator_reads_filters_and_exports_it(administrator: User, sign_in: SignIn) -> None:
    agent = UserFactory(last_name="Valtreuil")
    client = sign_in(administrator)
    client.post(reverse("account_security", args=[agent.pk]), {"do": "unlock"})
    client.post(reverse("account_security", args=[agent.pk]), {"do": "sign_out"})
    url = reverse("account_log")
    assert url in client.get("/gestion/").content.decode()
    page = client.get(url).content.decode()
    assert "Blocage levé" in page
    assert "Valtreuil" in page
    some = client.get(url, {"action": "accounts.unlock", "label": "valtreuil"}).context["object_list"]
    assert [entry.action for entry in some] == ["accounts.unlock"]
    exported = b"".join(client.get(url, {"export": "csv"}).streaming_content).decode()
    assert "Blocage levé" in exported
    assert "Solène Marchenoir" in exported
    assert noted("accounts.export")
    assert client.get(url, {"export": "xlsx"}).status_code == 200


@pytest.mark.parametrize(
    "typed", ["munoz", "LECOEUR", "muñoz\u00a0hélène", "e\u0301ducateur", "educateurs spe", "lecoeur@exemple"]
)
def test_it_is_filtered_as_a_reader_compares(typed: str, administrator: User, sign_in: SignIn) -> None:
    client = sign_in(administrator)
    agent = UserFactory(first_name="Hélène", last_name="Lecœur-Muñoz", email="lecoeur@exemple.fr")
    group = Group.objects.create(name="Éducateurs spécialisés")
    for number in (agent.pk, UserFactory(last_name="Autre").pk):
        client.post(reverse("account_security", args=[number]), {"do": "unlock"})
    client.post(
        reverse("wagtailusers_groups:edit", args=[group.pk]), group_form(group, name=f"{group.name} A")
    )
    found = client.get(reverse("account_log"), {"label": typed}).context["object_list"]
    expected = "Éducateurs spécialisés A" if "ducateur" in typed else str(agent)
    assert {entry.subject for entry in found} == {expected}


@pytest.mark.parametrize("typed", ["oeuvre d'ete", "ŒUVRE", "e\u0301té"])
def test_wagtails_site_history_too(typed: str, administrator: User, sign_in: SignIn) -> None:
    EditorialPageFactory(title="Autre chose")
    page = EditorialPageFactory(title="L’œuvre d’été")
    for one in EditorialPage.objects.all():
        log(one, "wagtail.edit")
    history = sign_in(administrator).get(reverse("wagtailadmin_reports:site_history"), {"label": typed})
    assert {entry.label for entry in history.context["object_list"]} == {page.title}


def test_wagtails_site_history_shows_editors_nothing_of_accounts(
    administrator: User, sign_in: SignIn
) -> None:
    agent = UserFactory(last_name="Valtreuil")
    sign_in(administrator).post(reverse("account_security", args=[agent.pk]), {"do": "unlock"})
    history = reverse("wagtailadmin_reports:site_history")
    shown = sign_in(UserFactory(groups=["Communication"])).get(history)
    assert shown.status_code == 200
    assert number(agent) not in shown.content.decode()
    assert number(agent) in sign_in(administrator).get(history).content.decode()
