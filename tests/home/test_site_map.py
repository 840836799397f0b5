"""The map of the site shows what a person may read, and nothing else."""

from collections.abc import Callable

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from tests.factories import ActionPageFactory, EditorialPageFactory, UserFactory

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


def read(client: Client) -> str:
    return client.get("/plan-du-site/").content.decode()


def test_it_follows_the_tree(agent: User, sign_in: SignIn) -> None:
    action = ActionPageFactory(title="Le parapheur")
    plan = action.get_parent()
    html = read(sign_in(agent))
    assert f'<a href="{plan.get_parent().url}">' in html
    assert f'<a href="{action.url}">Le parapheur</a>' in html
    below = html.partition(f'<a href="{plan.url}">')[2]
    assert below.index("<ul>") < below.index("Le parapheur") < below.index("</ul>")
    assert f'<a href="{action.theme.get_absolute_url()}">{action.theme.title}</a>' in html


def test_private_and_unpublished_pages_are_not_named(agent: User, sign_in: SignIn) -> None:
    private = EditorialPageFactory(title="Réservée")
    EditorialPageFactory(title="Sous la réserve", parent=private)
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.GROUPS)
    draft = EditorialPageFactory(title="En chantier", live=False)
    EditorialPageFactory(title="Publiée sous un brouillon", parent=draft)
    html = read(sign_in(agent))
    assert "Réservée" not in html
    assert "Sous la réserve" not in html
    assert "En chantier" not in html
    assert "Publiée sous un brouillon" in html


def test_themes_of_a_private_project_are_not_named(sign_in: SignIn) -> None:
    action = ActionPageFactory()
    project = action.get_parent().get_parent()
    PageViewRestriction.objects.create(page=project, restriction_type=PageViewRestriction.GROUPS)
    assert action.theme.title not in read(sign_in(UserFactory()))


def test_the_page_itself_is_current_in_the_footer(agent: User, sign_in: SignIn) -> None:
    assert '<a href="/plan-du-site/" aria-current="page">' in read(sign_in(agent))


def test_an_anonymous_visitor_sees_no_link_to_it() -> None:
    assert "/plan-du-site/" not in Client().get("/connexion/").content.decode()
