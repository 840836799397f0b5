"""The films' captions: WebVTT made from the dialogue."""

import textwrap
from dataclasses import dataclass
from html import escape

LINE_LENGTH = 42
LINES = 2


@dataclass(frozen=True)
class Line:
    """One speech of the dialogue, times in seconds."""

    start: float
    end: float
    speaker: str
    text: str


def seconds(timestamp: str) -> float:
    """Return the seconds of an `HH:MM:SS.mmm` timestamp."""
    hours, minutes, rest = timestamp.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def timestamp(value: float) -> str:
    """Return the WebVTT timestamp of `value` seconds."""
    milliseconds = round(value * 1000)
    hours, milliseconds = divmod(milliseconds, 3_600_000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"


def _rows(text: str) -> list[str]:
    # textwrap breaks at ordinary spaces only: the non-breaking ones of French punctuation stay whole.
    return textwrap.wrap(text, LINE_LENGTH, break_on_hyphens=False, break_long_words=False)


def _balanced(text: str) -> list[str]:
    """Return lines of about the same length, no more of them than needed."""
    rows = _rows(text)
    for width in range(max(12, len(text) // len(rows)), LINE_LENGTH):
        candidate = textwrap.wrap(text, width, break_on_hyphens=False, break_long_words=False)
        if len(candidate) == len(rows):
            return candidate
    return rows


def split(line: Line) -> list[Line]:
    """Cut one speech into captions of two rows, after a sentence or a comma where one falls well."""
    rows = len(_rows(line.text))
    if rows <= LINES:
        return [line]
    words = line.text.split(" ")
    middle = len(line.text) / 2

    def badness(index: int) -> float:
        before = " ".join(words[:index])
        penalty = {".": 0, "?": 0, "!": 0, ",": 8, ":": 8}.get(before.strip("»\u202f\xa0 ")[-1:], 30)
        return abs(len(before) - middle) + penalty

    cut = min(range(1, len(words)), key=badness)
    first, second = " ".join(words[:cut]), " ".join(words[cut:])
    moment = round(line.start + (line.end - line.start) * len(first) / len(line.text), 3)
    return [
        *split(Line(line.start, moment, line.speaker, first)),
        *split(Line(moment, line.end, line.speaker, second)),
    ]


def webvtt(dialogue: list[Line]) -> str:
    """Return the WebVTT file of a dialogue, with the speakers as voice tags."""
    blocks = ["WEBVTT"]
    for number, caption in enumerate((part for line in dialogue for part in split(line)), 1):
        text = "\n".join(escape(row, quote=False) for row in _balanced(caption.text))
        times = f"{timestamp(caption.start)} --> {timestamp(caption.end)}"
        blocks.append(f"{number}\n{times}\n<v {caption.speaker}>{text}</v>")
    return "\n\n".join(blocks) + "\n"
