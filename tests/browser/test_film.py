"""A film plays, is heard and can be followed in its transcript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]

FILM = "/films/le-voyage-du-parapheur/"


def time_of(page: Page) -> float:
    return page.locator("video").evaluate("video => video.currentTime")


def test_no_byte_of_the_film_is_fetched_before_play(visit: Visit) -> None:
    page = visit("/")
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(FILM, wait_until="networkidle")
    assert any(url.endswith(".vtt") for url in fetched)
    assert not any(url.endswith(".mp4") for url in fetched)


def test_a_speech_leads_the_film_to_its_moment_and_is_marked(visit: Visit) -> None:
    page = visit(FILM)
    speech = page.locator(".speech", has_text="Jour quatorze. Il est revenu.")
    speech.click()
    expect(speech).to_have_attribute("aria-current", "true")
    assert 108 <= time_of(page) < 115
    assert page.locator("video").evaluate("video => video.textTracks[0].activeCues.length") == 1
    expect(page.locator(".chapters [aria-current]")).to_have_text("1:13 Les nouvelles du front")


def test_a_link_opens_the_film_at_a_moment(visit: Visit) -> None:
    page = visit(f"{FILM}?t=108#lecteur")
    expect(page.locator(".speech[aria-current]")).to_contain_text("Jour quatorze.")
    page.locator("video").evaluate("video => video.play()")
    page.wait_for_function("document.querySelector('video').currentTime > 107.5")
    assert time_of(page) < 120
