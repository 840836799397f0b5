"""Which passage of a text to show, and which of its words to mark."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import Any

from search.analysis.text import Word, words
from search.query import Hit, Segment

EXTRACT_LENGTH = 260  # characters of an extract, about three lines

LONGEST_PASSAGE = 600  # characters beyond which what a film says at once is cut too

MAX_READ = 500  # passages read word by word for an extract

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\s*\n+\s*")


@dataclass(frozen=True, slots=True)
class AnalysedText:
    """The words of a text, and all their keys together."""

    words: tuple[Word, ...]
    keys: frozenset[str]


@lru_cache(maxsize=4_000)
def analysed(text: str) -> AnalysedText:
    """Return the analysis of a title or a sentence. Cache it: the same ones come again."""
    text_words = tuple(words(text))
    return AnalysedText(text_words, frozenset(key for word in text_words for key in word.keys))


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to recognise a term of the query: words that follow each other, each by any of its keys."""

    sequence: tuple[frozenset[str], ...]

    def matches(self, at: int, text_words: Sequence[Word]) -> bool:
        """Return whether the pattern starts at word *at*."""
        if at + len(self.sequence) > len(text_words):
            return False
        return all(
            not keys.isdisjoint(text_words[at + offset].keys) for offset, keys in enumerate(self.sequence)
        )


@dataclass(frozen=True, slots=True)
class Marker:
    """A term of the query as it is looked for in a text. ``weight`` says how telling the term is."""

    weight: float
    keys: frozenset[str]
    stems: frozenset[str] = frozenset()  # light stems that tell, roughly, whether a line holds the term
    prefix: str | None = None
    phrases: tuple[Pattern, ...] = ()

    def may_stand_in(self, text: AnalysedText) -> bool:
        """Return whether it is worth looking for the term in *text*."""
        if not self.keys.isdisjoint(text.keys):
            return True
        if self.prefix and any(word.form.startswith(self.prefix) for word in text.words):
            return True
        return any(not phrase.sequence[0].isdisjoint(text.keys) for phrase in self.phrases)

    def spans(self, text: AnalysedText) -> Iterable[tuple[int, int]]:
        """Return the places of the term in the text."""
        if not self.may_stand_in(text):
            return
        text_words = text.words
        for at, word in enumerate(text_words):
            if not self.keys.isdisjoint(word.keys) or (self.prefix and word.form.startswith(self.prefix)):
                yield word.start, word.end
            for phrase in self.phrases:
                if phrase.matches(at, text_words):
                    yield word.start, text_words[at + len(phrase.sequence) - 1].end


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence that may be shown, and where a film says it."""

    text: str
    start: float | None = None


def sentences(text: str) -> Iterable[Passage]:
    """Yield the sentences of a text, each as a passage."""
    return (Passage(part) for part in _SENTENCE_END.split(text) if part)


def show(
    about: Mapping[str, Any],
    shown: Mapping[str, Any],
    score: float,
    markers: Sequence[Marker],
    stems: str = "",
) -> Hit:
    """Return a result with its title and its best passage marked.

    `about` is the row of the document, `shown` its texts, *stems* the light stems of each
    passage, a line each, if known.
    """
    passages = [*sentences(shown["summary"]), *(Passage(said, start) for start, said in shown["passages"])]
    passage = best_passage(passages, markers, stems) or Passage(shown["summary"])
    return Hit(
        key=about["key"],
        kind=about["kind"],
        score=score,
        title=mark(shown["title"], markers),
        extract=mark(passage.text, markers),
        start=passage.start,
        number=about.get("number"),
        date=date.fromisoformat(about["date"]) if about.get("date") else None,
    )


def mark(text: str, markers: Sequence[Marker]) -> tuple[Segment, ...]:
    """Cut *text* into segments, with the words of the query marked."""
    spans = sorted({span for marker in markers for span in marker.spans(analysed(text))})
    return tuple(_segments(text, _merged(spans)))


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _segments(text: str, spans: Iterable[tuple[int, int]]) -> Iterable[Segment]:
    position = 0
    for start, end in spans:
        if start > position:
            yield Segment(text[position:start])
        yield Segment(text[start:end], marked=True)
        position = end
    if position < len(text):
        yield Segment(text[position:])


def best_passage(passages: Sequence[Passage], markers: Sequence[Marker], stems: str = "") -> Passage | None:
    """Return the passage that says most of the query, completed by its neighbours, or None if none says any.

    *stems* are the light stems of each passage, a line each, if known: reading them takes less time.
    """
    best = _best_line(stems, markers)
    if best is None:
        best = _best_read(passages[:MAX_READ], markers)
    if best is None:
        return None
    chosen = passages[best]
    if len(chosen.text) > LONGEST_PASSAGE or (chosen.start is None and len(chosen.text) > EXTRACT_LENGTH):
        return Passage(_cut(chosen.text, markers), chosen.start)
    if chosen.start is not None:
        return chosen
    return Passage(_completed(passages[best:]))


def _best_line(stems: str, markers: Sequence[Marker]) -> int | None:
    """Return the number of the first of the lines that say most, or None if none says anything."""
    scores: dict[int, float] = {}
    for marker in markers:
        for line in {line for stem in marker.stems for line in _lines_with(f" {stem} ", stems)}:
            scores[line] = scores.get(line, 0.0) + marker.weight
    best = max(scores.items(), key=lambda each: (each[1], -each[0]), default=(0, 0.0))
    return best[0] if best[1] > 0 else None


def _lines_with(word: str, text: str) -> Iterable[int]:
    """Yield the numbers of the lines that hold *word*, as many times as they do."""
    place = text.find(word)
    while place >= 0:
        yield text.count("\n", 0, place)
        place = text.find(word, place + 1)


def _best_read(passages: Sequence[Passage], markers: Sequence[Marker]) -> int | None:
    read = (analysed(passage.text) for passage in passages)
    return _best(sum(m.weight for m in markers if any(True for _ in m.spans(text))) for text in read)


def _best(scores: Iterable[float]) -> int | None:
    """Return the place of the first of the best scores, or None if all are zero."""
    place, score = max(enumerate(scores), key=itemgetter(1), default=(0, 0.0))
    return place if score > 0 else None


def _completed(passages: Sequence[Passage]) -> str:
    text = passages[0].text
    for _, following in pairwise(passages):
        if following.start is not None or len(text) + len(following.text) > EXTRACT_LENGTH:
            break
        text = f"{text} {following.text}"
    return text


def _cut(text: str, markers: Sequence[Marker]) -> str:
    """Return the part of a long sentence around the first words found, cut between words."""
    first = min((start for marker in markers for start, _ in marker.spans(analysed(text))), default=0)
    start = text.rfind(" ", 0, max(0, first - 60)) + 1
    end = len(text) if start + EXTRACT_LENGTH >= len(text) else text.rfind(" ", first, start + EXTRACT_LENGTH)
    if end < 0:
        end = start + EXTRACT_LENGTH
    return f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"
