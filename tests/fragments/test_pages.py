"""Lists have pages: each shows a part, costs the same however long it is, and follows what changes."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import Group
from django.core.paginator import Page as ResultPage
from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from portal.accounts.models import User
from portal.fragments.pages import kept_page
from projects.groups.models import GroupMember
from projects.groups.services import add_member
from projects.models import ActionIndexPage, Theme
from tests.factories import (
    ActionIndexPageFactory,
    ActionPageFactory,
    EditorialPageFactory,
    FilmIndexPageFactory,
    FilmPageFactory,
    NewsletterIndexPageFactory,
    NewsletterPageFactory,
    ThemeFactory,
    UserFactory,
    WorkingGroupIndexPageFactory,
    WorkingGroupPageFactory,
    home_page,
)

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
PER_PAGE = 3


@dataclass
class Listing:
    """A page with a list, and what adds a row to it: the row has this title."""

    url: str
    add: Callable[[str], Page | User]
    parameter: str = "page"


@pytest.fixture(autouse=True)
def _short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    for constant in (
        "videos.models.CARDS_PER_PAGE",
        "videos.models.FILMS_PER_PAGE",
        "projects.models.projects.ROWS_PER_PAGE",
        "projects.newsletters.models.LETTERS_PER_PAGE",
        "projects.groups.models.ROWS_PER_PAGE",
        "projects.groups.models.GROUPS_PER_PAGE",
        "projects.groups.models.MEMBERS_PER_PAGE",
        "projects.groups.views.MEMBERS_PER_PAGE",
        "home.site_map.ENTRIES_PER_PAGE",
    ):
        monkeypatch.setattr(constant, PER_PAGE)


@pytest.fixture
def client(agent: User, sign_in: SignIn) -> Client:
    return sign_in(agent)


@pytest.fixture
def plan() -> ActionIndexPage:
    return ActionIndexPageFactory()


@pytest.fixture
def theme(plan: ActionIndexPage) -> Theme:
    return ThemeFactory(axis__project=plan.get_parent().specific)


def _theme(plan: ActionIndexPage, theme: Theme) -> Listing:
    return Listing(
        theme.get_absolute_url(), lambda title: ActionPageFactory(parent=plan, theme=theme, title=title)
    )


def _second_theme(plan: ActionIndexPage, theme: Theme) -> Listing:
    """Return the page of a theme that its actions have as another theme."""
    other = ThemeFactory(axis=theme.axis)

    def add(title: str) -> Page:
        action = ActionPageFactory(parent=plan, theme=theme, title=title)
        action.other_themes.add(other)
        action.save()
        return action

    return Listing(other.get_absolute_url(), add)


def _axis(plan: ActionIndexPage, theme: Theme) -> Listing:
    return Listing(
        theme.axis.get_absolute_url(),
        lambda title: ActionPageFactory(parent=plan, theme=theme, title=title),
    )


def _film(plan: ActionIndexPage, theme: Theme) -> Listing:
    film = FilmPageFactory()

    def add(title: str) -> Page:
        action = ActionPageFactory(parent=plan, theme=theme, title=title)
        action.films.add(film)
        action.save()
        return action

    return Listing(film.url, add)


def _group(plan: ActionIndexPage, theme: Theme) -> Listing:
    group = WorkingGroupPageFactory(parent__parent=plan.get_parent())
    return Listing(
        group.url,
        lambda title: ActionPageFactory(parent=plan, theme=theme, title=title, working_group=group),
    )


def _members(plan: ActionIndexPage, theme: Theme) -> Listing:
    group = WorkingGroupPageFactory(parent__parent=plan.get_parent())

    def add(title: str) -> User:
        agent: User = UserFactory(first_name="Anne", last_name=title)
        add_member(group=group, agent=agent)
        return agent

    return Listing(group.url, add, parameter="membres")


def _films(plan: ActionIndexPage, theme: Theme) -> Listing:
    index = FilmIndexPageFactory()
    return Listing(index.url, lambda title: FilmPageFactory(parent=index, title=title))


def _letters(plan: ActionIndexPage, theme: Theme) -> Listing:
    index = NewsletterIndexPageFactory()
    return Listing(
        index.url,
        lambda title: NewsletterPageFactory(parent=index, title=title, number=100 - int(title[-2:])),
    )


def _groups(plan: ActionIndexPage, theme: Theme) -> Listing:
    index = WorkingGroupIndexPageFactory(parent=plan.get_parent())
    return Listing(index.url, lambda title: WorkingGroupPageFactory(parent=index, title=title))


LISTINGS = (_theme, _second_theme, _axis, _film, _group, _members, _films, _letters, _groups)


@pytest.fixture(params=LISTINGS, ids=lambda listing: listing.__name__.strip("_"))
def listing(request: pytest.FixtureRequest, plan: ActionIndexPage, theme: Theme) -> Listing:
    made: Listing = request.param(plan, theme)
    return made


def read(client: Client, listing: Listing, number: int | str = 1) -> str:
    response = client.get(listing.url, {listing.parameter: number})
    assert response.status_code == 200
    return response.content.decode()


def rows(html: str) -> list[str]:
    return [f"Rang {number:02}" for number in range(30) if f"Rang {number:02}" in html]


def test_each_page_shows_its_part_and_leads_to_the_others(client: Client, listing: Listing) -> None:
    assert rows(client.get(listing.url).content.decode()) == []
    for number in range(PER_PAGE + 2):
        listing.add(f"Rang {number:02}")
    first, second = read(client, listing), read(client, listing, 2)
    assert rows(first) == ["Rang 00", "Rang 01", "Rang 02"]
    assert rows(second) == ["Rang 03", "Rang 04"]
    assert f'rel="next" href="?{listing.parameter}=2' in first
    assert f'rel="prev" href="?{listing.parameter}=1' in second
    for asked in ("99", "0", "-1", "x", "²"):
        assert rows(read(client, listing, asked)) in (rows(first), rows(second))
    assert rows(read(client, listing)) == rows(first)


def test_a_long_list_costs_no_more_queries(client: Client, listing: Listing) -> None:
    def cost() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as made_anew:
            read(client, listing)
        with CaptureQueriesContext(connection) as kept:
            read(client, listing)
        return len(made_anew), len(kept)

    for number in range(PER_PAGE + 1):
        listing.add(f"Rang {number:02}")
    cost()
    listing.add("Rang 10")
    few = cost()
    for number in range(11, 11 + 2 * PER_PAGE):
        listing.add(f"Rang {number:02}")
    many = cost()
    assert many[0] <= few[0]
    assert many[1] <= few[1] <= 25


def test_what_changes_shows_at_the_next_request(client: Client, listing: Listing, sign_in: SignIn) -> None:
    kept = [listing.add(f"Rang {number:02}") for number in range(PER_PAGE + 1)]
    assert rows(read(client, listing, 2)) == ["Rang 03"]
    row = kept[0]
    if isinstance(row, User):
        row.last_name = "Rang 20"
        row.save()
        assert rows(read(client, listing, 2)) == ["Rang 20"]
        GroupMember.objects.filter(agent=row).delete()
        assert rows(read(client, listing, 2)) == ["Rang 01", "Rang 02", "Rang 03"]
        return
    row.title = "Rang 20"
    row.save_revision().publish()
    assert rows(read(client, listing)).count("Rang 00") == 0
    assert "Rang 20" in rows(read(client, listing) + read(client, listing, 2))
    group = Group.objects.create(name="Les uns")
    member = UserFactory()
    member.groups.add(group)
    restriction = PageViewRestriction.objects.create(page=row, restriction_type="groups")
    restriction.groups.add(group)
    assert rows(read(client, listing)) == ["Rang 01", "Rang 02", "Rang 03"]
    assert "Rang 20" in rows(read(sign_in(member), listing) + read(sign_in(member), listing, 2))
    assert rows(read(client, listing, 2)) == ["Rang 01", "Rang 02", "Rang 03"]
    restriction.delete()
    kept[1].unpublish()
    both = read(client, listing) + read(client, listing, 2)
    assert rows(both) == ["Rang 02", "Rang 03", "Rang 20"]


def test_the_addresses_of_one_reader_are_not_shown_to_another(client: Client, listing: Listing) -> None:
    for number in range(PER_PAGE + 1):
        listing.add(f"Rang {number:02}")
    assert "secret" in client.get(listing.url, {"mot": "secret"}).content.decode()
    assert "secret" not in client.get(listing.url).content.decode()


# The map of the site


def test_the_map_of_the_site_has_pages_that_say_where_they_are(client: Client) -> None:
    parent = EditorialPageFactory(title="Rang 00")
    below = EditorialPageFactory(title="Rang 01", parent=parent)
    for number in range(2, 6):
        EditorialPageFactory(title=f"Rang {number:02}", parent=below)
    first, second = (client.get("/plan-du-site/", {"page": number}).content.decode() for number in (1, 2))
    assert rows(first) == ["Rang 00", "Rang 01", "Rang 02"]
    assert rows(second) == ["Rang 00", "Rang 01", "Rang 03", "Rang 04", "Rang 05"]
    assert 'rel="next" href="?page=2"' in first
    below.unpublish()
    second = client.get("/plan-du-site/?page=2").content.decode()
    assert rows(second) == ["Rang 00", "Rang 04", "Rang 05"]
    PageViewRestriction.objects.create(page=parent, restriction_type="groups")
    assert rows(client.get("/plan-du-site/").content.decode()) == []


def test_members_are_managed_page_by_page(sign_in: SignIn) -> None:
    facilitator = UserFactory()
    group = WorkingGroupPageFactory(facilitator=facilitator)
    for number in range(PER_PAGE + 2):
        add_member(group=group, agent=UserFactory(last_name=f"Rang {number:02}"))
    client = sign_in(facilitator)
    address = reverse("groups:members", args=[group.pk])
    assert rows(client.get(address).content.decode()) == ["Rang 00", "Rang 01", "Rang 02"]
    assert rows(client.get(f"{address}?page=2").content.decode()) == ["Rang 03", "Rang 04"]


# The mechanism


def request_of(agent: User, address: str) -> HttpRequest:
    request = RequestFactory().get(address)
    request.user = agent
    request.session = {}
    return request


def test_rows_that_nobody_looks_at_are_not_asked_for(agent: User) -> None:
    for _number in range(5):
        EditorialPageFactory()
    pages = Page.objects.descendant_of(home_page()).order_by("path")
    asked: list[int] = []

    def listed() -> object:
        asked.append(1)
        return pages

    def page(address: str) -> ResultPage:
        return kept_page(request_of(agent, address), "list", rows=listed, per_page=2)

    assert (page("/").paginator.count, page("/?page=3").number, page("/?page=9").number) == (5, 3, 3)
    assert asked == [1]
    assert [each.pk for each in page("/?page=2")] == [each.pk for each in pages[2:4]]
    assert len(asked) == 2


def test_the_links_between_pages_keep_the_address_and_show_where_one_is() -> None:
    page = Paginator(range(100), 1).get_page(50)
    request = RequestFactory().get("/?t=7&membres=50")
    html = render_to_string(
        "components/pagination.html", {"page": page, "parameter": "membres", "anchor": "#ici"}, request
    )
    assert '<span aria-current="page">50</span>' in html
    assert 'href="?t=7&amp;membres=51#ici"' in html


def test_only_some_calls_are_shown_and_the_list_shows_them_all(
    client: Client, plan: ActionIndexPage, theme: Theme
) -> None:
    group = WorkingGroupPageFactory(parent__parent=plan.get_parent())
    for number in range(8):
        ActionPageFactory(
            parent=plan, theme=theme, title=f"Rang {number:02}", working_group=group, seeking_volunteers=True,
            end=datetime.date(2030, 1, 1 + number),
        )  # fmt: skip
    for url, filtered in (
        (theme.get_absolute_url(), f"theme={theme.slug}"),
        (group.url, f"groupe={group.number}"),
    ):
        html = client.get(url).content.decode()
        calls = html.partition('aria-labelledby="appels"')[2].partition("</section>")[0]
        assert rows(calls) == [f"Rang {number:02}" for number in range(6)]
        address = f"{plan.url}?volontaires=1&{filtered}"
        assert f'href="{address.replace("&", "&amp;")}"' in calls
        assert len(rows(client.get(address).content.decode())) == 8


def test_a_project_costs_the_same_whatever_its_axes_and_groups(client: Client, plan: ActionIndexPage) -> None:
    project = plan.get_parent().specific
    index = WorkingGroupIndexPageFactory(parent=project)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(project.url).status_code == 200
        return len(queries)

    ThemeFactory(axis__project=project)
    WorkingGroupPageFactory(parent=index)
    cost()
    WorkingGroupPageFactory(parent=index)
    few = cost()
    for _number in range(3):
        ThemeFactory(axis__project=project)
        WorkingGroupPageFactory(parent=index)
    assert cost() <= few
