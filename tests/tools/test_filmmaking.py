"""The committed demonstration films are those of `films.yaml`."""

import pytest
from PIL import Image

from tools.filmmaking.__main__ import CONTENT, FILMS, read_films
from tools.filmmaking.captions import LINE_LENGTH, LINES, webvtt
from tools.filmmaking.drawing import HEIGHT, WIDTH
from tools.filmmaking.shooting import Film
from videos.captions import parse, speeches

SCRIPTS = read_films(CONTENT / "films.yaml")
POSTER_MAX_BYTES = 25_000
FILMS_MAX_BYTES = 8_000_000

each_film = pytest.mark.parametrize("film", SCRIPTS, ids=[film.slug for film in SCRIPTS])


def seconds_of(mp4: bytes) -> float:
    """Duration that the movie header box of an MP4 file gives (ISO/IEC 14496-12, 8.2.2)."""
    at = mp4.index(b"mvhd") + 4
    assert mp4[at] == 0, "version 0 of the box"
    timescale = int.from_bytes(mp4[at + 12 : at + 16], "big")
    return int.from_bytes(mp4[at + 16 : at + 20], "big") / timescale


def test_the_six_films_are_light_enough_for_the_repository() -> None:
    assert len(SCRIPTS) == 6
    assert sum(path.stat().st_size for path in FILMS.iterdir()) <= FILMS_MAX_BYTES


@each_film
def test_a_film_lasts_what_its_script_says(film: Film) -> None:
    content = (FILMS / f"{film.slug}.mp4").read_bytes()
    assert seconds_of(content) == pytest.approx(film.duration, abs=0.2)
    assert b"avc1" in content
    assert b"mp4a" in content
    # The index comes before the pictures and the sound: play starts before the whole file is there.
    assert content.index(b"moov") < content.index(b"mdat")


@each_film
def test_captions_are_in_step_with_the_dialogue(film: Film) -> None:
    text = (FILMS / f"{film.slug}.vtt").read_text(encoding="utf-8")
    assert text == webvtt(film.dialogue), "run tools.filmmaking again"
    said = speeches(parse(text.encode()))
    assert [(speech.speaker, speech.text) for speech in said] == [
        (line.speaker, line.text) for line in film.dialogue
    ]


@each_film
def test_captions_can_be_read_in_time(film: Film) -> None:
    for block in (FILMS / f"{film.slug}.vtt").read_text(encoding="utf-8").split("\n\n")[1:]:
        rows = block.split(">", 2)[2].replace("</v>", "").strip().split("\n")
        assert len(rows) <= LINES
        assert max(map(len, rows)) <= LINE_LENGTH


@each_film
def test_posters_have_the_size_at_which_they_are_shown(film: Film) -> None:
    path = FILMS / f"{film.slug}.webp"
    assert path.stat().st_size < POSTER_MAX_BYTES
    with Image.open(path) as poster:
        assert poster.size == (WIDTH, HEIGHT)
