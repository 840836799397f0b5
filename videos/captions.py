"""Caption files. The WebVTT file is the single source of captions, transcript and search text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

import webvtt
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _
from webvtt.errors import MalformedCaptionError, MalformedFileError

from portal.common.limits import limit_in_words
from portal.common.text import has_something_to_read
from portal.media.uploads.validation import is_stored

# Two captions of one speaker are one speech unless there is as long a silence between them, in seconds.
_SILENCE = 0.5
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?(?:\s+([^>]*))?>|(</v>)")
_TAG = re.compile(r"<[^>]*>")
# A line of spaces above the times of a caption, or above its name, is meant as an empty line.
_SPACES_ABOVE_TIMES = re.compile(r"^[^\S\n]+$(?=\n(?:.*\n)?.*-->)", re.MULTILINE)

_FINAL = (".", "!", "?", "…", "»")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[^\s!?»])")


class CaptionsError(ValueError):
    """The file cannot be read as captions. The message says where and what to do."""


@dataclass(frozen=True)
class Cue:
    """The words spoken from `start` to `end`, in seconds."""

    start: float
    end: float
    speaker: str
    text: str

    @property
    def seconds(self) -> int:
        """The second where the film is opened to hear it."""
        return int(self.start)


def parse(content: bytes) -> list[Cue]:
    """Return the cues of a WebVTT file, in their order.

    Raise `CaptionsError` for a file that cannot be read.
    """
    try:
        text = re.sub(r"\r\n?", "\n", content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CaptionsError(_("The file is not in UTF-8: save it again with this encoding.")) from error
    text = _SPACES_ABOVE_TIMES.sub("", text)
    try:
        captions = webvtt.from_string(text, strict=True)
    except MalformedFileError as error:
        raise CaptionsError(_("The file does not start with the line “WEBVTT”.")) from error
    except MalformedCaptionError as error:
        raise CaptionsError(_malformed(text)) from error
    cues = [
        Cue(
            caption.start_in_seconds + caption.start_time.milliseconds / 1000,
            caption.end_in_seconds + caption.end_time.milliseconds / 1000,
            "",
            caption.raw_text,
        )
        for caption in captions
    ]
    _check_times(cues)
    return [spoken for cue in cues for spoken in _voices(cue)]


def _voices(cue: Cue) -> Iterator[Cue]:
    """Yield what each person says in a caption, in order. A caption that shows nothing yields nothing."""
    speaker, place = "", 0
    for voice in (*_VOICE.finditer(cue.text), None):
        said = _plain(cue.text[place : voice.start() if voice else None])
        if has_something_to_read(said):
            yield Cue(cue.start, cue.end, speaker, said)
        if voice:
            speaker, place = _plain(voice[1] or ""), voice.end()


def _plain(text: str) -> str:
    """Return the text as it is shown: on one line, without tags and entities, with its no-break spaces."""
    return re.sub(r"[ \t\n]+", " ", unescape(_TAG.sub("", text))).strip(" ")


def _malformed(text: str) -> str:
    """Say what to correct: the first line of times that cannot be read, or has no empty line above it."""
    above: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        told = {"number": number, "line": line.strip()[:60]}
        if "-->" in line and not webvtt.vtt.WebVTTCueBlock.is_valid([line], strict=True):
            return _("Line %(number)s, “%(line)s”: write the times as 00:00:04.000 --> 00:00:07.500.") % told
        if "-->" in line and (len(above) > 1 or any("-->" in other for other in above)):
            return _("Line %(number)s, “%(line)s”: leave an empty line above it, between captions.") % told
        above = [*above, line] if line else []
    return _("A caption cannot be read. Leave an empty line between captions.")


def _check_times(cues: list[Cue]) -> None:
    if not any(has_something_to_read(_plain(cue.text)) for cue in cues):
        raise CaptionsError(_("The file contains no captions."))
    previous = 0.0
    for number, cue in enumerate(cues, 1):
        said = {"number": number, "text": _plain(cue.text)[:60]}
        if cue.end <= cue.start:
            raise CaptionsError(_("Caption %(number)s, “%(text)s”, ends before it starts.") % said)
        if cue.start < previous:
            raise CaptionsError(_("Caption %(number)s, “%(text)s”, starts before the one above it.") % said)
        previous = cue.start


def _goes_on(last: Cue, cue: Cue) -> bool:
    """Return True if the same person speaks on, without a silence."""
    return last.speaker == cue.speaker and round(cue.start - last.end, 3) < _SILENCE


def speeches(cues: list[Cue]) -> list[Cue]:
    """Return the transcript: captions that follow one another in the same mouth are one speech."""
    joined: list[Cue] = []
    for cue in cues:
        last = joined[-1] if joined else None
        if last and _goes_on(last, cue):
            joined[-1] = Cue(last.start, max(last.end, cue.end), last.speaker, f"{last.text} {cue.text}")
        else:
            joined.append(cue)
    return joined


def sentences(cues: list[Cue]) -> list[Cue]:
    """Return the sentences that are said, each from the caption in which it begins.

    A caption is cut where the screen is full: a sentence may go on in the next ones.
    """
    found: list[Cue] = []
    going_on = False
    for cue in cues:
        for part in filter(None, _SENTENCE_END.split(cue.text)):
            last = found[-1] if found else None
            if going_on and last and _goes_on(last, cue):
                found[-1] = Cue(last.start, max(last.end, cue.end), cue.speaker, f"{last.text} {part}")
            else:
                found.append(Cue(cue.start, cue.end, cue.speaker, part))
            going_on = not part.endswith(_FINAL)
    return found


def read(file: File) -> list[Cue]:
    """Return the cues of a stored or uploaded file. Raise `CaptionsError` for a file that cannot be read."""
    try:
        if file.size > settings.LIMITS["captions_bytes"]:
            raise CaptionsError(
                _("The file is too large for captions (%(most)s at most).")
                % {"most": limit_in_words("captions_bytes")}
            )
        file.open("rb")
        content = file.read()
        file.seek(0)
    except FileNotFoundError as error:
        raise CaptionsError(_("The file is lost.")) from error
    return parse(content)


def validate_captions(file: File) -> None:
    """Refuse a file that the player, the transcript and the search could not use."""
    if is_stored(file):
        return
    try:
        read(file)
    except CaptionsError as error:
        raise ValidationError(str(error), code="captions") from error
