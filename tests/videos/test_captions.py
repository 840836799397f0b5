"""Caption files: what is read from them, and what an editor is told about a bad one."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import translation

from videos.captions import CaptionsError, parse, sentences, speeches, validate_captions

DATA = Path(__file__).parent / "data"

GOOD = """WEBVTT

1
00:00:01.000 --> 00:00:02.500
<v Sophia>Où est mon
parapheur ?</v>

NOTE une remarque

2
00:00:02.500 --> 00:00:04.250
<v Sophia>Je l’ai posé là.</v>

01:02:03.004 --> 01:02:05.000
Fin &amp; suite
"""


def test_cues_are_read_with_their_times_and_speakers() -> None:
    first, _second, last = parse(GOOD.encode())
    assert (first.start, first.end, first.speaker, first.text) == (
        1.0,
        2.5,
        "Sophia",
        "Où est mon parapheur ?",
    )
    assert (last.start, last.seconds, last.speaker, last.text) == (3723.004, 3723, "", "Fin & suite")


def test_captions_of_one_speech_are_joined() -> None:
    speech, last = speeches(parse(GOOD.encode()))
    assert speech.text == "Où est mon parapheur ? Je l’ai posé là."
    assert (speech.start, speech.end) == (1.0, 4.25)
    assert last.speaker == ""


def test_another_speaker_or_a_silence_starts_another_speech() -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Sophia>Un\n\n00:02.000 --> 00:03.000\n<v Édouard>Deux\n\n"
        "00:03.500 --> 00:04.000\n<v Édouard>Trois\n"
    )
    assert [speech.text for speech in speeches(parse(text.encode()))] == ["Un", "Deux", "Trois"]


def captions(*cues: str) -> bytes:
    return "\n\n".join(("WEBVTT", *cues)).encode()


def said(content: bytes) -> list[tuple[str, str]]:
    return [(speech.speaker, speech.text) for speech in speeches(parse(content))]


def test_two_people_of_one_caption_are_two_speakers() -> None:
    assert said((DATA / "deux-voix.vtt").read_bytes()) == [("Anne", "Bonjour"), ("Bruno", "Salut")]


@pytest.mark.parametrize(
    ("lines", "speeches_of"),
    [
        (
            "<v.loud Anne>Un <v Bruno>deux <v Anne>trois\u202f!",
            [("Anne", "Un"), ("Bruno", "deux"), ("Anne", "trois\u202f!")],
        ),
        ("<v Anne &amp; Bruno>Bon<i>jour</i> &amp; salut", [("Anne & Bruno", "Bonjour & salut")]),
        ("<v.fort.vite Anne\tEssai>Oui</v> (rires)", [("Anne Essai", "Oui"), ("", "(rires)")]),
        ("- Qui ?\n<v Anne>Moi", [("", "- Qui ?"), ("Anne", "Moi")]),
        ("<v Anne>Un</v>\n<v Anne>deux</v>", [("Anne", "Un deux")]),
        ("<v>Un</v><v Bruno></v>", [("", "Un")]),
        ("<vert>Un", [("", "Un")]),
    ],
)
def test_each_speaker_of_a_caption_says_their_own(lines: str, speeches_of: list[tuple[str, str]]) -> None:
    assert said(captions(f"00:01.000 --> 00:02.000\n{lines}")) == speeches_of


def test_a_short_gap_cuts_neither_a_speech_nor_a_sentence() -> None:
    cues = parse((DATA / "intervalle-40ms.vtt").read_bytes())
    whole = "Nous ouvrons le guichet unique des zygomaticiens."
    for found in (speeches(cues), sentences(cues)):
        assert [(one.start, one.end, one.text) for one in found] == [(1.0, 4.0, whole)]


@pytest.mark.parametrize("between", [" ", "\t", "\u00a0 ", " \n2", "\n \n", "\n2"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_of_spaces_between_captions_is_an_empty_line(between: str, end: str) -> None:
    text = f"WEBVTT\n\n00:01.000 --> 00:05.000\nA\n{between}\n00:06.000 --> 00:07.000\nB\n"
    assert [cue.text for cue in parse(text.replace("\n", end).encode())] == ["A", "B"]
    assert [cue.text for cue in parse((DATA / "ligne-d-une-espace.vtt").read_bytes())] == ["A", "B"]


def test_captions_that_touch_are_refused_in_french_with_their_line() -> None:
    content = captions("00:01.000 --> 00:02.000\nA\n00:03.000 --> 00:04.000\nB")
    with translation.override("fr"), pytest.raises(CaptionsError) as refused:
        parse(content)
    assert str(refused.value).startswith(
        "Ligne 5, «\xa000:03.000 --> 00:04.000\xa0»\xa0: laissez une ligne vide"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "WEBVTT"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nBonjour\n", "WEBVTT"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nÉté\n".encode("latin-1"), "UTF-8"),
        (b"WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nBonjour\n", "Line 3"),
        (b"WEBVTT\n\n00:05.000 --> 00:02.000\nBonjour\n", "ends before it starts"),
        (b"WEBVTT\n\n00:05.000 --> 00:06.000\nA\n\n00:01.000 --> 00:02.000\nB\n", "Caption 2"),
        (b"WEBVTT\n\nNOTE rien\n", "no caption"),
        (b"WEBVTT\n\n00:01 -> 00:02\nBonjour\n", "no caption"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n\u200b\u2060\n".encode(), "no caption"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n&lrm;\n", "no caption"),
    ],
)
def test_a_bad_file_is_refused_with_what_to_correct(content: bytes, message: str) -> None:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        validate_captions(ContentFile(content, "film.vtt"))
    assert message in str(refused.value.message)


def test_a_file_far_too_heavy_is_not_read() -> None:
    with pytest.raises(ValidationError):
        validate_captions(ContentFile(b"x" * (2 * 1024 * 1024 + 1), "film.vtt"))


def test_a_file_marked_with_its_encoding_is_read() -> None:
    assert len(parse("\ufeffWEBVTT\n\n00:01.000 --> 00:02.000\nÉté\n".encode())) == 1


def test_bytes_that_are_no_captions_raise_only_captions_errors() -> None:
    for content in (b"\x00\x01", b"WEBVTT\n\n-->\n", b"WEBVTT\n\n99999999999:00:00.000 --> 1\nx\n"):
        with pytest.raises(CaptionsError):
            parse(content)
