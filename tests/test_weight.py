"""What a first visit and the next ones ask a browser to fetch, compressed as it is sent."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from portal.accounts.models import User
from portal.http.static_storage import STYLE_SHEET, joined_style_sheet
from tests.factories import (
    ActionIndexPageFactory,
    ActionPageFactory,
    CommentFactory,
    FilmPageFactory,
    NewsletterPageFactory,
    home_page,
)

pytestmark = pytest.mark.django_db

# kB (1,000 bytes)
STYLES, SCRIPTS, FONTS, FIRST_VISIT, NEXT_VISIT = 15, 20, 58, 130, 15
STATIC_FILE = re.compile(r'"/static/(?P<name>[^"#?]+)')
NOT_COMPRESSED = (".woff2", ".jpg", ".png", ".webp", ".avif", ".mp4")


PAGES = ["home", "project", "list", "action", "film", "letter", "search", "my space"]


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest) -> str:
    """The address of a page of each kind."""
    plan = ActionIndexPageFactory()
    action, *_others = ActionPageFactory.create_batch(24, parent=plan)
    CommentFactory.create_batch(10, page=action)
    home = home_page()
    home.project = plan.get_parent().specific
    home.save()
    addresses = [
        "/", home.project.url, plan.url, action.url, FilmPageFactory().url, NewsletterPageFactory().url,
        "/recherche/?q=action", "/mon-espace/",
    ]  # fmt: skip
    return addresses[PAGES.index(request.param)]


def _sent(name: str) -> int:
    """Return the size in bytes of a static file as it is sent."""
    if name == STYLE_SHEET:
        return len(brotli.compress(joined_style_sheet().encode()))
    path = finders.find(name)
    assert path is not None, f"{name} is in no static folder."
    content = Path(path).read_bytes()
    return len(content) if name.endswith(NOT_COMPRESSED) else len(brotli.compress(content))


def test_a_page_stays_light(page: str, client: Client, agent: User) -> None:
    client.force_login(agent)
    html = client.get(page).content
    sizes = {name: _sent(name) for name in set(STATIC_FILE.findall(html.decode()))}

    def total(suffix: str) -> float:
        return sum(size for name, size in sizes.items() if name.endswith(suffix)) / 1000

    next_visit = len(gzip.compress(html)) / 1000
    assert total(".css") <= STYLES
    assert total(".js") <= SCRIPTS, sizes
    assert total(".woff2") <= FONTS
    assert next_visit <= NEXT_VISIT
    assert next_visit + sum(sizes.values()) / 1000 <= FIRST_VISIT, sizes
