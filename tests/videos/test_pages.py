"""The list of films and a film's page, as an agent sees them, and what an editor may save."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from tests.factories import (
    ActionIndexPageFactory,
    ActionPageFactory,
    FilmIndexPageFactory,
    FilmPageFactory,
    ThemeFactory,
    UserFactory,
)
from videos.models import FilmPage

pytestmark = pytest.mark.django_db

SPEECHES = """WEBVTT

00:01.000 --> 00:04.000
<v Sophia>Où est mon <parapheur> ?

00:05.500 --> 00:09.000
<v Édouard>Au &lt;troisième&gt; étage.
"""


def chapters(*starts: int) -> list[tuple[str, dict[str, object]]]:
    return [("chapter", {"start": start, "title": f"Chapitre {start}"}) for start in starts]


@pytest.fixture
def client(agent: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(agent)


@pytest.fixture
def film() -> FilmPage:
    film = FilmPageFactory(chapters=chapters(0, 5), summary="Une lettre de quatre lignes.")
    film.captions.save("film.vtt", ContentFile(SPEECHES.encode()))
    return film


def test_the_list_shows_films_newest_first_with_their_durations(client: Client) -> None:
    index = FilmIndexPageFactory()
    FilmPageFactory(parent=index, title="Ancien", date=datetime.date(2014, 6, 12), duration=276)
    FilmPageFactory(parent=index, title="Récent", date=datetime.date(2015, 9, 8))
    content = client.get(index.url).content.decode()
    assert content.index("Récent") < content.index("Ancien")
    assert "4:36" in content


def test_the_list_leaves_out_what_this_agent_may_not_see(client: Client) -> None:
    index = FilmIndexPageFactory()
    FilmPageFactory(parent=index, title="Brouillon", live=False)
    private = FilmPageFactory(parent=index, title="Réservé")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.GROUPS)
    content = client.get(index.url).content.decode()
    assert "Brouillon" not in content
    assert "Réservé" not in content


def test_a_film_plays_with_captions_and_costs_no_byte_before_play(client: Client, film: FilmPage) -> None:
    content = client.get(film.url).content.decode()
    assert 'preload="none"' in content
    assert "autoplay" not in content
    assert f'<source src="{film.video.url}">' in content
    assert f'<track kind="captions" src="{film.captions.url}"' in content


def test_the_transcript_leads_to_each_moment(client: Client, film: FilmPage) -> None:
    content = client.get(film.url).content.decode()
    assert "Au &lt;troisième&gt; étage." in content
    assert "Édouard" in content
    assert 'href="?t=5#lecteur"' in content
    assert "<parapheur>" not in content


@pytest.mark.parametrize(
    ("asked", "opens_at"), [("7", "#t=7"), ("0", ""), ("12", ""), ("-1", ""), ("x", ""), ("9" * 30, "")]
)
def test_a_film_opens_at_the_moment_asked(client: Client, film: FilmPage, asked: str, opens_at: str) -> None:
    response = client.get(film.url, {"t": asked})
    assert response.status_code == 200
    assert f'<source src="{film.video.url}{opens_at}">' in response.content.decode()


def test_a_film_names_its_themes_and_actions(client: Client, film: FilmPage) -> None:
    theme = ThemeFactory(title="Circuits de décision")
    film.themes.set([theme])
    film.save()
    ActionPageFactory(title="Alléger les visas").films.add(film)
    hidden = ActionPageFactory(title="Action cachée", live=False)
    hidden.films.add(film)
    for action in (hidden, *film.actions.model.objects.filter(title="Alléger les visas")):
        action.films.add(film)
        action.save()
    content = client.get(film.url).content.decode()
    assert "Circuits de décision" in content
    assert "Alléger les visas" in content
    assert "Action cachée" not in content


def test_a_film_page_costs_few_queries(
    client: Client, film: FilmPage, django_assert_max_num_queries: Callable[..., object]
) -> None:
    film.themes.set([ThemeFactory(), ThemeFactory()])
    film.save()
    plan = ActionIndexPageFactory()
    for _number in range(5):
        action = ActionPageFactory(parent=plan, late=True, seeking_volunteers=True)
        action.films.add(film)
        action.save()
    client.get(film.url)
    with django_assert_max_num_queries(25):
        assert client.get(film.url).status_code == 200


def test_the_list_costs_the_same_for_one_film_and_for_many(
    client: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    index = FilmIndexPageFactory()
    for _number in range(12):
        FilmPageFactory(parent=index)
    client.get(index.url)
    with django_assert_max_num_queries(25):
        client.get(index.url)


def test_a_film_without_poster_themes_or_actions_is_shown(client: Client) -> None:
    assert client.get(FilmPageFactory().url).status_code == 200


@pytest.mark.parametrize(
    ("starts", "field"), [((0, 30), "chapters"), ((5, 2), "chapters"), ((3, 3), "chapters")]
)
def test_chapters_lie_within_the_film_in_order(film: FilmPage, starts: tuple[int, ...], field: str) -> None:
    film.chapters = chapters(*starts)
    with pytest.raises(ValidationError) as refused:
        film.full_clean()
    assert field in refused.value.message_dict


def test_captions_longer_than_the_film_are_refused(film: FilmPage) -> None:
    film.duration = 6
    with pytest.raises(ValidationError) as refused:
        film.full_clean()
    assert "captions" in refused.value.message_dict


def test_an_editor_is_told_what_is_wrong_with_a_caption_file(
    film: FilmPage, sign_in: Callable[[User], Client]
) -> None:
    film.captions = ContentFile(b"WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nBonjour\n", "film.vtt")
    with pytest.raises(ValidationError) as refused:
        film.full_clean()
    assert "3" in refused.value.message_dict["captions"][0]
    assert "00:00:04.000" in refused.value.message_dict["captions"][0]


def test_a_poster_too_heavy_is_refused(film: FilmPage) -> None:
    film.poster = ContentFile(b"x" * (300 * 1024 + 1), "poster.webp")
    with pytest.raises(ValidationError) as refused:
        film.full_clean()
    assert "poster" in refused.value.message_dict


def test_a_film_whose_captions_are_lost_is_shown_without_them(
    client: Client, film: FilmPage, sign_in: Callable[[User], Client], caplog: pytest.LogCaptureFixture
) -> None:
    default_storage.delete(film.captions.name)
    content = client.get(film.url).content.decode()
    assert f'<source src="{film.video.url}">' in content
    assert "<track" not in content
    assert "ne sont pas disponibles pour le moment" in content
    assert "data-follow" not in content
    assert 'href="?t=5#lecteur" data-start="5"' in content  # a chapter
    assert f"The film {film.pk} is shown without its captions" in caplog.text
    editor = sign_in(UserFactory(groups=["Communication"]))
    assert editor.get(f"/gestion/pages/{film.pk}/edit/").status_code == 200
    film.title = "Sans ses sous-titres"
    film.save_revision().publish()
    assert "Sans ses sous-titres" in client.get(film.url).content.decode()


def test_captions_that_can_no_longer_be_read_are_left_out(
    client: Client, film: FilmPage, caplog: pytest.LogCaptureFixture
) -> None:
    Path(film.captions.path).write_bytes(b"Bonjour")
    assert "<track" not in client.get(film.url).content.decode()
    assert "WEBVTT" in caplog.text


def test_a_film_whose_poster_is_lost_can_be_corrected(film: FilmPage) -> None:
    FilmPage.objects.filter(pk=film.pk).update(poster="films/perdue.webp")
    film.refresh_from_db()
    film.title = "Sans son affiche"
    film.save_revision().publish()
    assert FilmPage.objects.get(pk=film.pk).title == "Sans son affiche"


def test_an_editor_previews_a_film(film: FilmPage, sign_in: Callable[[User], Client]) -> None:
    film.save_revision()
    editor = sign_in(UserFactory(groups=["Communication"]))
    assert editor.get(f"/gestion/pages/{film.pk}/view_draft/").status_code == 200
