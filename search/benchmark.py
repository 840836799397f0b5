"""Cost of search: generated documents, and the time that an engine takes to answer."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from portal.common.text import lower_case
from search.analysis import text
from search.engines.highlight import sentences
from search.index.doc import SearchDoc

SEED = 2018
QUERIES = 25  # queries of each kind
_CONSONANTS, _VOWELS = "bcdfgjlmnprstv", "aeiou"


class Corpus:
    """Documents made of the sentences of real ones, shuffled. The same seed gives the same ones."""

    def __init__(self, models: Sequence[SearchDoc]) -> None:
        self._models = models
        self._sentences = [
            passage.text
            for doc in models
            for passage in (*sentences(doc.summary), *sentences(doc.body))
            if len(passage.text) > 20
        ]
        self._titles = [doc.title for doc in models]

    def documents(self, count: int) -> Iterator[SearchDoc]:
        """Yield *count* documents. Each also holds two names that few others hold, as real texts do."""
        chance = random.Random(SEED)  # noqa: S311  reproducible, not secret
        for number in range(count):
            model = chance.choice(self._models)
            said = chance.choices(self._sentences, k=chance.randint(4, 30))
            names = (_name(chance), _name(chance))
            yield replace(
                model,
                key=f"bench:{number}",
                version=1,
                path=f"{model.path}{number % 1296:04}",
                title=f"{_beginning(chance.choice(self._titles))} {_end(chance.choice(self._titles))}",
                number=number,
                summary=chance.choice(self._sentences),
                body="\n".join([*said, f"Contact : {names[0]} {names[1]}."]),
                cues=(),
                date=date(2015, 1, 1) + timedelta(days=chance.randrange(2_000)),
            )

    def queries(self) -> dict[str, list[str]]:
        """Return what people ask, by kind."""
        chance = random.Random(SEED + 1)  # noqa: S311  reproducible, not secret
        counts = Counter(
            lower_case(sentence[word.start : word.end])
            for sentence in self._sentences
            for word in text.words(sentence)
            if word.form.isalpha() and len(word.form) > 4
        )
        frequent = [word for word, _count in counts.most_common(QUERIES)]
        usual = [word for word, count in counts.items() if 3 <= count <= 20]
        long = [word for word in usual if len(word) > 7]
        picked = [chance.sample(usual, 3) for _query in range(QUERIES)]
        return {
            "frequent word": frequent,
            "rare word": chance.sample(usual, QUERIES),
            "three words": [" ".join(words) for words in picked],
            "sentence": [" ".join(s.split()[:8]) for s in chance.sample(self._sentences, QUERIES)],
            "phrase": [f'"{" ".join(s.split()[1:4])}"' for s in chance.sample(self._sentences, QUERIES)],
            "misspelt": [f"{w[:3]}{w[4]}{w[3]}{w[5:]}" for w in chance.sample(long, QUERIES)],
            "beginning": [word[:5] for word in chance.sample(long, QUERIES)],
        }


def _name(chance: random.Random) -> str:
    """Return a word that few documents share, such as the name of a person."""
    return "".join(chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _syllable in range(4)).capitalize()


def _beginning(title: str) -> str:
    words = title.split()
    return " ".join(words[: (len(words) + 1) // 2])


def _end(title: str) -> str:
    words = title.split()
    return " ".join(words[len(words) // 2 :])


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds within which half, and nineteen in twenty, of the answers came."""

    p50: float
    p95: float

    def __str__(self) -> str:
        return f"p50 {self.p50:.1f} ms, p95 {self.p95:.1f} ms"


def measured(queries: Mapping[str, Sequence[str]], ask: Callable[[str], object]) -> dict[str, Latency]:
    """Measure how long *ask* takes for each kind of query, and for all. Ask each query once beforehand."""
    taken: dict[str, list[float]] = {}
    for kind, asked in queries.items():
        ask(asked[0])
        taken[kind] = [_milliseconds(ask, query) for query in asked]
    taken["all"] = [each for times in taken.values() for each in times]
    return {kind: _latency(times) for kind, times in taken.items()}


def _milliseconds(ask: Callable[[str], object], query: str) -> float:
    begun = time.perf_counter()
    ask(query)
    return (time.perf_counter() - begun) * 1000


def _latency(times: Sequence[float]) -> Latency:
    ordered = sorted(times)
    return Latency(ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))])
