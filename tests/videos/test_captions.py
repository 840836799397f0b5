"""Caption files: what is read from them, and what an editor is told about a bad one."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import translation

from videos.captions import CaptionsError, parse, speeches, validate_captions

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
