"""Which area of the administration opens to which role."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from tests.factories import (
    ActionPageFactory,
    AxisFactory,
    CommentFactory,
    OrganisationFactory,
    ServiceFactory,
    TagFactory,
    ThemeFactory,
    UserFactory,
    home_page,
)

pytestmark = pytest.mark.django_db

EDITORS = {"Communication", "Administration"}
READERS = {"Communication", "Comité de pilotage", "Administration"}
ADMINISTRATORS = {"Administration"}
GROUPS = [
    "Agents",
    "Responsables d’action",
    "Communication",
    "Modération",
    "Comité de pilotage",
    "Administration",
]

AREAS: dict[str, tuple[Callable[[], str], set[str]]] = {
    "home of the administration": (lambda: reverse("wagtailadmin_home"), READERS | {"Modération"}),
    "moderation desk": (
        lambda: reverse("moderation_desk"),
        {"Modération", "Comité de pilotage", "Administration"},
    ),
    "rules of the charter": (lambda: reverse("charter_rules:index"), EDITORS),
    "pages": (lambda: reverse("wagtailadmin_explore", args=[home_page().pk]), EDITORS),
    "a page": (lambda: reverse("wagtailadmin_pages:edit", args=[ActionPageFactory().pk]), EDITORS),
    "a new page": (
        lambda: reverse("wagtailadmin_pages:add", args=["projects", "projectpage", home_page().pk]),
        EDITORS,
    ),
    "list of actions": (lambda: reverse("actions:index"), EDITORS),
    "report of actions": (lambda: reverse("action_report"), READERS),
    "images": (lambda: reverse("wagtailimages:index"), EDITORS),
    "new image": (lambda: reverse("wagtailimages:add_multiple"), EDITORS),
    "documents": (lambda: reverse("wagtaildocs:index"), EDITORS),
    "redirects": (lambda: reverse("wagtailredirects:index"), EDITORS),
    "axes": (lambda: reverse("wagtailsnippets_projects_axis:list"), EDITORS),
    "an axis": (lambda: reverse("wagtailsnippets_projects_axis:edit", args=[AxisFactory().pk]), EDITORS),
    "themes": (lambda: reverse("wagtailsnippets_projects_theme:list"), EDITORS),
    "a theme": (lambda: reverse("wagtailsnippets_projects_theme:edit", args=[ThemeFactory().pk]), EDITORS),
    "tags": (lambda: reverse("wagtailsnippets_projects_tag:list"), EDITORS),
    "a tag": (lambda: reverse("wagtailsnippets_projects_tag:edit", args=[TagFactory().pk]), EDITORS),
    "accounts": (lambda: reverse("wagtailusers_users:index"), ADMINISTRATORS),
    "a new account": (lambda: reverse("wagtailusers_users:add"), ADMINISTRATORS),
    "an account": (lambda: reverse("wagtailusers_users:edit", args=[UserFactory().pk]), ADMINISTRATORS),
    "groups": (lambda: reverse("wagtailusers_groups:index"), ADMINISTRATORS),
    "sites": (lambda: reverse("wagtailsites:index"), ADMINISTRATORS),
    "collections": (lambda: reverse("wagtailadmin_collections:index"), ADMINISTRATORS),
    "workflows": (lambda: reverse("wagtailadmin_workflows:index"), ADMINISTRATORS),
    "requests about personal data": (lambda: reverse("privacyrequest:index"), ADMINISTRATORS),
    "organisations": (lambda: reverse("organisations:index"), ADMINISTRATORS),
    "an organisation": (
        lambda: reverse("organisations:edit", args=[OrganisationFactory().pk]),
        ADMINISTRATORS,
    ),
    "services": (lambda: reverse("services:index"), ADMINISTRATORS),
    "a service": (lambda: reverse("services:edit", args=[ServiceFactory().pk]), ADMINISTRATORS),
}


@pytest.mark.parametrize("area", AREAS)
def test_an_area_opens_to_its_roles_only(area: str, role: Callable[[str], Client]) -> None:
    address, roles = AREAS[area]
    url = address()
    assert {group for group in GROUPS if role(group).get(url).status_code == 200} == roles
    assert Client().get(url).url.startswith("/connexion/")


@pytest.mark.parametrize(
    ("group", "shown", "hidden"),
    [
        (
            "Communication",
            ["/gestion/actions/", "/snippets/projects/axis/", "/gestion/images/"],
            ["/gestion/users/", "/gestion/services/"],
        ),
        (
            "Comité de pilotage",
            ["/gestion/reports/actions/"],
            ["/gestion/actions/", "/snippets/projects/", "/gestion/images/", "/gestion/users/"],
        ),
        ("Administration", ["/gestion/users/", "/gestion/services/", "/gestion/groups/"], []),
    ],
)
def test_the_menu_shows_what_the_role_may_open(
    group: str, shown: list[str], hidden: list[str], role: Callable[[str], Client]
) -> None:
    html = role(group).get(reverse("wagtailadmin_home")).content.decode()
    for url in shown:
        assert f"{url}" in html, url
    for url in hidden:
        assert f'"{url}' not in html, url


def test_the_administration_calls_no_other_host(role: Callable[[str], Client]) -> None:
    html = role("Administration").get(reverse("wagtailadmin_home")).content.decode()
    loaded = re.findall(r"""(?:src|srcset|action)=["'](https?:)?//[^"']+""", html)
    assert loaded == []
    assert "gravatar" not in html
    assert "releases.wagtail.org" not in html


def test_an_administrator_gives_an_agent_a_job_an_organisation_and_a_service(
    role: Callable[[str], Client],
) -> None:
    organisation, service = OrganisationFactory(), ServiceFactory()
    client = role("Administration")
    form = {
        "email": "lea.marchenoir@exemple.invalid",
        "first_name": "Léa",
        "last_name": "Marchenoir",
        "job_title": "Cheffe de projet",
        "organisation": organisation.pk,
        "service": service.pk,
        "password1": "une longue phrase de passe",
        "password2": "une longue phrase de passe",
    }
    page = client.get(reverse("wagtailusers_users:add")).content.decode()
    assert 'name="job_title"' in page
    assert 'name="organisation"' in page
    assert 'name="service"' in page
    assert client.post(reverse("wagtailusers_users:add"), form).status_code == 302
    agent = User.objects.get(email="lea.marchenoir@exemple.invalid")
    assert (agent.job_title, agent.organisation, agent.service) == ("Cheffe de projet", organisation, service)


def test_an_administrator_does_not_make_superusers(role: Callable[[str], Client]) -> None:
    agent = UserFactory()
    role("Administration").post(
        reverse("wagtailusers_users:edit", args=[agent.pk]),
        {
            "email": agent.email,
            "first_name": "Léa",
            "last_name": "Marchenoir",
            "is_active": "on",
            "is_superuser": "on",
        },
    )
    agent.refresh_from_db()
    assert (agent.first_name, agent.is_superuser) == ("Léa", False)


def test_an_administrator_does_not_edit_a_superuser(role: Callable[[str], Client]) -> None:
    root = User.objects.create_superuser("racine@exemple.invalid", "x")
    response = role("Administration").get(reverse("wagtailusers_users:edit", args=[root.pk]))
    assert response.status_code == 302
    assert response.url == reverse("wagtailadmin_home")


def test_the_account_of_someone_who_commented_is_kept(role: Callable[[str], Client]) -> None:
    author = CommentFactory().author
    response = role("Administration").post(
        reverse("wagtailusers_users:delete", args=[author.pk]), follow=True
    )
    assert User.objects.filter(pk=author.pk).exists()
    assert str(author) in response.content.decode()


def test_nor_is_it_deleted_with_others_who_go(role: Callable[[str], Client]) -> None:
    author, other = CommentFactory().author, UserFactory()
    url = reverse("wagtail_bulk_action", args=["accounts", "user", "delete"])
    role("Administration").post(f"{url}?id={author.pk}&id={other.pk}")
    assert list(User.objects.filter(pk__in=[author.pk, other.pk])) == [author]


@pytest.mark.parametrize(
    ("query", "found"), [("helene", True), ("Valtreuil hél", True), ("marchenoir", False)]
)
def test_an_agent_is_chosen_by_name_whatever_the_accents(query: str, found: bool, editor: Client) -> None:
    UserFactory(first_name="Hélène", last_name="Valtreuil")
    UserFactory(first_name="Hélène", last_name="Partie", is_active=False)
    html = editor.get(reverse("agent_chooser:choose_results"), {"q": query}).content.decode()
    assert ("Hélène Valtreuil" in html) is found
    assert "Partie" not in html


def test_a_service_is_chosen_by_its_acronym(editor: Client) -> None:
    ServiceFactory(name="Ressources humaines", acronym="DRH")
    ServiceFactory(name="Voirie")
    html = editor.get(reverse("service_chooser:choose_results"), {"q": "drh"}).content.decode()
    assert "Ressources humaines" in html
    assert "Voirie" not in html
