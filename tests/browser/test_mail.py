"""Every mail can be read: axe-core finds no violation of WCAG in its HTML, light and dark, and it reflows."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser

from projects.notifications.groups import Group
from projects.notifications.lines import Line
from tests.mail.test_messages import MAILS, written

from .test_accessibility import LOOKS

pytestmark = pytest.mark.browser

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
NOW = timezone.now()
QUOTE = "Mardi, salle B.\n\nhttps://exemple.invalid/" + "x" * 200
GROUPS = [
    Group(
        "page:1", True, NOW, {}, [Line("Solène a commenté.", "/a/", NOW, mail_quote=QUOTE)], "Le parapheur"
    ),
    Group("page:2", True, NOW, {}, [Line("Louis a commenté.", "/b/", NOW)], "Délibérations" + "é" * 100),
]


@pytest.mark.parametrize("name", MAILS)
def test_no_violation_no_overflow_and_no_request(name: str, browser: Browser) -> None:
    _message, _text, html = written(name, groups=GROUPS)
    context = browser.new_context()
    requests: list[str] = []
    context.on("request", lambda request: requests.append(request.url))
    page = context.new_page()
    page.set_content(html)
    found = []
    for width, scheme in [*LOOKS, (320, "light")]:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        results = Axe().run(page, options=WCAG)
        if results.violations_count:
            found.append(f"{width} px, {scheme}: {results.generate_report()}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
    assert found == []
    assert requests == []
