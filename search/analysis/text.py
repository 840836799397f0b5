"""French analysis for the embedded engine.

A word is known to the index under three keys: its folded form (``mutualisation``), a light stem
(``l_…``, joins singular with plural and feminine with masculine) and a Snowball stem (``s_…``, joins a
verb with its noun). The light stem alone does not join *mutualiser* with *mutualisation*; the Snowball
stem alone joins too much to rank by. Every change that alters a key must raise ``ANALYSER_VERSION``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import snowballstemmer
from rapidfuzz.distance import OSA

from portal.common.text import fold, lower_case
from search.analysis.stems import light_stem

ANALYSER_VERSION = 3

# Longer runs of letters are noise (base64, hostile input): they are cut, so they cost nothing.
MAX_WORD_LENGTH = 40

_SPACES = "\u00a0\u202f\u2009"
_APOSTROPHES = "'’ʼ‘`´"

# Within a word: marks that stand apart from their letter, and signs without a shape (soft hyphens, joiners).
_WITHIN = (
    r"\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
    r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
)
_LETTERS = rf"\w[\w{_WITHIN}]*"

_TOKEN = re.compile(
    rf"""
      (?P<number>\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?!\d))   # 1 650, written with non-breaking spaces
    | (?P<acronym>(?:[^\W\d_]\.){{2,}}[^\W\d_]?(?!\w))     # C.I.A.S.
    | (?P<word>{_LETTERS}(?:[{_APOSTROPHES}\-‑]{_LETTERS})*)  # l’accueil, rendez-vous, jusqu’aujourd’hui
    """,
    re.VERBOSE,
)
_PART = re.compile(rf"[^\W_](?:[^\W_]|[{_WITHIN}])*")
_ELIDED = frozenset({*"cdjlmnst", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu", "quelqu"})

# Words with no meaning of their own. Kept short on purpose: frequent words of the field (agent,
# service…) are already weighted down by their frequency.
STOP_WORDS = frozenset(
    """
    a ai aie aient ainsi alors apres as au aucun aucune aupres aussi autre autres aux avaient avais avait
    avant avec avez avoir avons ayant c car ce ceci cela celle celles celui ces cet cette ceux chaque chez
    ci comme comment contre d dans de depuis des donc dont du elle elles en encore entre es est et etaient
    etais etait etant ete etes etre eu eux font ici il ils j je jusque l la laquelle le lequel les
    lesquels leur leurs lors lui m ma mais me meme memes mes moi moins mon n ne ni non nos notre nous on
    ont ou par parce pas pendant peu plus pour pourquoi qu quand que quel quelle quelles quels qui quoi s
    sa sans se sera seront ses si soit sommes son sont sous suis sur t ta te tes toi ton toujours tous
    tout toute toutes tres tu un une vers voici voila vos votre vous y
    """.split()  # noqa: SIM905  a list of that length is unreadable
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: what the reader sees (``text[start:end]``) and the keys the index knows."""

    start: int
    end: int
    form: str
    keys: tuple[str, ...]
    joined: bool = False  # true if it is a compound written as one word, which follows its own parts

    @property
    def stem(self) -> str:
        """The light stem, by which phrases are recognised word by word."""
        return self.keys[1][2:]


def words(text: str) -> Iterator[Word]:
    """Yield the meaningful words of *text*, in order, with their place in it.

    A compound (*rendez-vous*) gives its parts, then its joined form at the same place, so that it is found
    however it is written.
    """
    for match in _TOKEN.finditer(text):
        start = match.start()
        for part in _parts(match.group(), str(match.lastgroup)):
            yield Word(start + part.start, start + part.end, part.form, part.keys, part.joined)


def unplaced_words(text: str) -> Iterator[Word]:
    """Yield the same words, each placed in its token alone, in half the time."""
    for match in _TOKEN.finditer(text):
        yield from _parts(match.group(), str(match.lastgroup))


@lru_cache(maxsize=100_000)
def _parts(token: str, kind: str) -> tuple[Word, ...]:
    """Return the words of one token, placed from its beginning. Cache them: tokens come again."""
    if kind == "number":
        return (_word(0, len(token), re.sub(r"\D", "", token)),)
    if kind == "acronym":
        return (_word(0, len(token), token.replace(".", "")),)
    return tuple(_split(token))


def _split(compound: str) -> Iterator[Word]:
    parts = list(_PART.finditer(compound))
    while len(parts) > 1 and _elides(compound, parts[0]):
        parts.pop(0)
    for part in parts:
        if _has_meaning(part.group()):
            yield _word(part.start(), part.end(), part.group())
    if len(parts) > 1:
        joined = "".join(part.group() for part in parts)
        yield _word(parts[0].start(), parts[-1].end(), joined, joined=True)


def _elides(compound: str, part: re.Match[str]) -> bool:
    return fold(part.group()) in _ELIDED and compound[part.end() : part.end() + 1] in _APOSTROPHES


def _has_meaning(written: str) -> bool:
    form = fold(written)
    return form not in STOP_WORDS and (len(form) > 1 or form.isdigit())


def _word(start: int, end: int, written: str, *, joined: bool = False) -> Word:
    form, keys = analyse(written[:MAX_WORD_LENGTH])
    return Word(start, end, form, keys, joined)


@lru_cache(maxsize=100_000)
def analyse(written: str) -> tuple[str, tuple[str, ...]]:
    """Return the folded form and the three keys of one written word."""
    form = fold(written)
    if not form.isalpha():
        return form, (form, f"l_{form}", f"s_{form}")
    return form, (form, f"l_{light_stem(form)}", f"s_{fold(_snowball(lower_case(written)))}")


@lru_cache(maxsize=20_000)
def query_keys(written: str) -> tuple[str, ...]:
    """Return the keys under which a typed word may be known."""
    keys = dict.fromkeys(analyse(written)[1])
    if len(written) > 6 and written.endswith("ent"):  # ils forment: neither stemmer sees the verb
        keys.update(dict.fromkeys(analyse(written.removesuffix("ent") + "er")[1]))
    if written.isascii():
        for plain, accented in (("e", "é"), ("es", "és"), ("ee", "ée"), ("ees", "ées")):
            if written.endswith(plain):
                keys[analyse(written.removesuffix(plain) + accented)[1][2]] = None
    return tuple(keys)


_stemmer = snowballstemmer.stemmer("french")
_stemmer_lock = Lock()


def _snowball(word: str) -> str:
    with _stemmer_lock:  # the stemmer keeps the word it works on in itself
        return str(_stemmer.stemWord(word))


def deletions(form: str, count: int = 1) -> set[str]:
    """Return a word and what it becomes without up to *count* of its letters.

    These are the net that catches misspelt words: two words that differ by one mistake share one of them.
    """
    found = last = {form}
    for _time in range(count):
        last = {word[:place] + word[place + 1 :] for word in last for place in range(len(word))}
        found = found | last
    return found


def allowed_edits(form: str) -> int:
    """Return how many mistakes are forgiven in a word of this length: none in short words and numbers."""
    if not form.isalpha() or len(form) < 4:
        return 0
    return 1 if len(form) < 8 else 2


def edit_distance(one: str, other: str, limit: int) -> int:
    """Return the mistakes between two words, `limit + 1` when beyond; a swap of neighbours is one."""
    return OSA.distance(one, other, score_cutoff=limit)
