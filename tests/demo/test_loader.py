"""What the loaded demonstration holds."""

import pytest

from home.models import HomePage
from projects.models import ActionPage, WorkingGroupPage
from projects.newsletters.models import NewsletterPage
from videos.models import FilmPage

pytestmark = pytest.mark.usefixtures("loaded", "db")


def test_the_plan_is_there() -> None:
    actions = ActionPage.objects.live()
    assert actions.count() == 117
    assert actions.priority().count() == 29
    assert WorkingGroupPage.objects.live().count() == 10
    assert FilmPage.objects.live().count() == 6
    assert NewsletterPage.objects.live().count() == 8


def test_the_home_page_shows_the_project_and_says_that_it_is_a_demonstration() -> None:
    home = HomePage.objects.get()
    assert home.demonstration
    assert home.project.slug == "projet"
