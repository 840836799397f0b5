"""No page looks through a table that grows with the installation, on the database of DATABASE_URL."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bench.filling import Filling, Sizes
from portal.accounts.models import User
from projects.comments.models import Comment, Reaction
from projects.models import ActionPage, ProgressEntry
from projects.notifications.models import Follow, Notification
from projects.volunteering.models import Volunteer, VolunteerStep
from search.index.sync import rebuild
from tests.factories import (
    ActionIndexPageFactory,
    ActionPageFactory,
    CommentFactory,
    FilmPageFactory,
    NewsletterPageFactory,
    OrganisationFactory,
    ServiceFactory,
    TagFactory,
    UserFactory,
    home_page,
)
from tests.query_plans import scanned

pytestmark = [pytest.mark.database, pytest.mark.long]

SIZES = Sizes(
    actions=1500,  # many more than a page of the list shows, or all of them are as soon read
    agents=2000,
    comments=6000,
    comments_of_big_page=1000,
    followers_of_big_page=300,
    notifications=4000,
    volunteers=4000,
    sessions=1000,
)
# Tables that people fill, day after day.
GROWING = {
    model._meta.db_table
    for model in (
        User,
        Comment,
        Reaction,
        Notification,
        Follow,
        ProgressEntry,
        Volunteer,
        VolunteerStep,
    )
}
# Tables that editors fill: they may be read whole when what is kept for all readers is made again.
PLAN = {
    "wagtailcore_page",
    "projects_actionpage",
    "projects_actionpage_organisations",
    "projects_taggedaction",
}


@pytest.fixture
def reader(db: None) -> User:
    """The reader of an installation with a few thousand rows of everything."""
    plan = ActionIndexPageFactory()
    reader = UserFactory(service=ServiceFactory())
    tag, organisation = TagFactory(), OrganisationFactory()
    for _number in range(6):
        action = ActionPageFactory(parent=plan, seeking_volunteers=True)
        action.tags.add(tag)
        action.organisations.add(organisation)
        action.films.add(FilmPageFactory())
        action.related_actions.set(ActionPage.objects.child_of(plan)[:3])
        action.save()
        action.progress_entries.create(
            date=timezone.localdate(), status=action.status, progress=action.progress
        )
    NewsletterPageFactory()
    home = home_page()
    home.project = plan.get_parent().specific
    home.save()
    Filling(SIZES, action, reader).fill()
    rebuild()
    return reader


def addresses(reader: User) -> list[str]:
    """Every page that lists something."""
    action = ActionPage.objects.order_by("-pk").first()
    big = ActionPage.objects.get(pk=Comment.objects.order_by("pk").values("page")[:1])
    led = ActionPage.objects.filter(volunteers__isnull=False).first()
    ActionPage.objects.filter(pk=led.pk).update(lead_person=reader)
    plan, project = action.get_parent(), action.get_parent().get_parent().specific
    film, letter = FilmPageFactory(), NewsletterPageFactory()
    theme, axis = action.theme, action.theme.axis
    return [
        "/",
        project.url,
        f"{project.url}axes/{axis.slug}/",
        f"{project.url}themes/{theme.slug}/",
        plan.url,
        f"{plan.url}?statut=in_progress&tri=titre",
        f"{plan.url}?vue=tableau&q=essai",
        action.url,
        big.url,
        f"{big.url}?ordre=discutes",
        film.url,
        film.get_parent().url,
        letter.url,
        letter.get_parent().url,
        "/recherche/?q=action+essai",
        "/recherche/suggestions/?q=acti",
        *map(
            reverse,
            (
                "my_space",
                "notifications:centre",
                "notifications:following",
                "notifications:settings",
                "moderation:register",
                "volunteering:my_volunteering",
                "volunteering:led_volunteers",
            ),
        ),
        reverse("volunteering:volunteers", args=[led.pk]),
        reverse("notifications:agent", args=[CommentFactory(page=big).author_id]),
    ]


def scans(client: Client, address: str, tables: set[str]) -> list[str]:
    """What a page reads whole of these tables."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200, address
    # Restrictions are few, and a database that has none may look for them the other way round.
    asked = [
        query["sql"]
        for query in queries
        if query["sql"].startswith("SELECT") and 'FROM "wagtailcore_pageviewrestriction"' not in query["sql"]
    ]
    return [f"{address}: {table}: {sql}" for sql in asked for table in sorted(scanned(sql) & tables)]


def test_no_page_looks_through_a_table_that_grows(reader: User) -> None:
    client = Client()
    client.force_login(reader)
    found = []
    for address in addresses(reader):
        cache.clear()
        found += scans(client, address, GROWING)
        found += scans(client, address, GROWING | PLAN)  # of what is the reader's own
    assert not found, "\n".join(found)
