"""What a page costs in SQL for a signed-in agent; the cost does not grow with the content."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from portal.accounts.models import User
from projects.comments.threads import ANSWERS_SHOWN
from projects.models import ActionIndexPage, ActionPage
from projects.proposals.enums import ProposalOutcome
from projects.proposals.services import answer_proposal, propose
from tests.factories import (
    ActionIndexPageFactory,
    ActionPageFactory,
    CommentFactory,
    FilmPageFactory,
    NewsletterPageFactory,
    OrganisationFactory,
    ProposalIndexPageFactory,
    TagFactory,
    UserFactory,
    VolunteerFactory,
    WorkingGroupPageFactory,
    home_page,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SignIn = Callable[[User], Client]
MOST = 25  # queries of a page; what costs is CPU, which bench/pages.py measures


@pytest.fixture
def plan() -> ActionIndexPage:
    """A plan with everything that its pages show."""
    plan = ActionIndexPageFactory()
    project = plan.get_parent().specific
    group = WorkingGroupPageFactory(parent__parent=project)
    tag, organisation = TagFactory(), OrganisationFactory()
    film = FilmPageFactory()
    for _number in range(6):
        action = ActionPageFactory(
            parent=plan, seeking_volunteers=True, working_group=group, lead_person=UserFactory()
        )
        action.tags.add(tag)
        action.organisations.add(organisation)
        action.films.add(film)
        action.related_actions.set(ActionPage.objects.child_of(plan)[:3])
        action.save()
    VolunteerFactory.create_batch(3, action=action)
    NewsletterPageFactory()
    home = home_page()
    home.project = project
    home.save()
    return plan


def measure(client: Client, url: str, counter: DjangoAssertNumQueries) -> None:
    client.get(url)  # fills the caches of content types and sites, as the first visitor of the day does
    with counter(MOST):
        assert client.get(url).status_code == 200


def test_home(
    plan: ActionIndexPage,
    agent: User,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    measure(sign_in(agent), "/", django_assert_max_num_queries)


def test_list_of_actions_whatever_their_number(
    plan: ActionIndexPage,
    agent: User,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = sign_in(agent)
    measure(client, plan.url, django_assert_max_num_queries)
    theme = ActionPage.objects.child_of(plan).first().theme
    for _number in range(30):
        ActionPageFactory(parent=plan, theme=theme)
    measure(client, f"{plan.url}?statut=in_progress&vue=tableau", django_assert_max_num_queries)


@pytest.mark.parametrize("comments", [20, 200])
def test_action_whatever_its_comments(
    comments: int,
    plan: ActionIndexPage,
    agent: User,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    action = ActionPage.objects.child_of(plan).last()
    first = CommentFactory(page=action)
    CommentFactory.create_batch(comments - 1, page=action, parent=first, depth=2)
    client = sign_in(agent)
    measure(client, action.url, django_assert_max_num_queries)
    html = client.get(action.url).content.decode()
    assert html.count("Un avis, le ") == min(comments, 1 + ANSWERS_SHOWN)
    assert f"{comments} commentaires" in html


def test_action_that_agents_proposed(
    plan: ActionIndexPage,
    agent: User,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """One more than others, for its proposals, whatever their number."""
    action = ActionPage.objects.child_of(plan).last()
    index = ProposalIndexPageFactory(parent=action.project)
    for number in range(3):
        title = f"Un potager {number}"
        proposal = propose(
            index=index, author=UserFactory(), title=title, why="Pour tous.", theme=action.theme
        )
        answer_proposal(
            proposal=proposal,
            author=UserFactory(),
            outcome=ProposalOutcome.TAKEN_UP,
            reason="Oui.",
            action=action,
        )
    client = sign_in(agent)
    measure(client, action.url, django_assert_max_num_queries)
    assert "Un potager 2" in client.get(action.url).content.decode()


def test_action_for_its_lead_person(
    plan: ActionIndexPage,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    action = ActionPage.objects.child_of(plan).last()
    action.lead_person.groups.add(Group.objects.get(name="Responsables d’action"))
    # Two more than for an agent: the rights of who may report are asked of who leads this action alone.
    measure(sign_in(action.lead_person), action.url, django_assert_max_num_queries)


def test_film(
    plan: ActionIndexPage,
    agent: User,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    film = ActionPage.objects.child_of(plan).first().films.first()
    CommentFactory.create_batch(5, page=film)
    measure(sign_in(agent), film.url, django_assert_max_num_queries)


def test_site_map_whatever_its_pages(
    plan: ActionIndexPage,
    agent: User,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = sign_in(agent)
    measure(client, "/plan-du-site/", django_assert_max_num_queries)
    theme = ActionPage.objects.child_of(plan).first().theme
    for _number in range(30):
        ActionPageFactory(parent=plan, theme=theme)
    measure(client, "/plan-du-site/", django_assert_max_num_queries)


def test_search_reads_only(
    plan: ActionIndexPage,
    agent: User,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = sign_in(agent)
    client.get("/recherche/?q=action")
    with django_assert_max_num_queries(13) as queries:
        assert client.get("/recherche/?q=action").status_code == 200
    assert {query["sql"].split()[0] for query in queries.captured_queries} <= {"SELECT"}


def test_a_page_is_looked_for_by_its_slug(plan: ActionIndexPage, agent: User, sign_in: SignIn) -> None:
    """The table of pages has no index on their addresses."""
    with CaptureQueriesContext(connection) as queries:
        assert sign_in(agent).get(plan.url).status_code == 200
    [lookup] = [query["sql"] for query in queries if '"url_path" IN' in query["sql"]]
    assert '"slug" IN' in lookup
