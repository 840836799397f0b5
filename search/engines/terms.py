"""The words of a query, and what each expands to: the ways in which a viewer's documents may say it."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from search.analysis import stems, text
from search.analysis.lexicon import Expression, Lexicon
from search.engines.highlight import Marker, Pattern
from search.engines.index_reader import IndexReader
from search.engines.postings import Postings
from search.query import MAX_QUERY_WORDS, ParsedQuery

# What each expansion to say a term is worth, beside the word itself.
SYNONYM_WEIGHT = 0.6
LOOSE_SYNONYM_WEIGHT = 0.1  # for a single word of a synonym of several: *géographique* says a little of SIG
ROUGH_WEIGHT = 1.0
ROUGH_GRADE = 0.8  # for a word known by its Snowball stem alone, which joins a little too much
PREFIX_WEIGHT = 0.5
CORRECTION_WEIGHT = 0.8
SYNONYM_GRADE = 0.7
RELATED_GRADE = 0.7
LOOSE_GRADE = 0.3
RELATED_WEIGHT = 0.4  # for words of one family that no stem joins: *affichage* and *affiche*

MINIMUM_PREFIX = 3
MAX_CORRECTIONS = 5
MAX_FAMILY = 20


@dataclass(frozen=True, slots=True)
class Expansion:
    """One expansion of a query term (exact, stem, synonym, prefix, spelling).

    Its postings, its weight relative to the exact form, and how fully (0 to 1) it says the term.
    """

    postings: Sequence[Postings]
    weight: float
    grade: float

    @property
    def documents(self) -> int:
        """About how many documents say it: those of its most frequent key."""
        return max(len(each.ids) for each in self.postings)


@dataclass(slots=True)
class Term:
    """A word of the query, and the ways to find it."""

    word: text.Word
    keys: frozenset[str]
    family: frozenset[str] = frozenset()
    synonyms: list[Expression] = field(default_factory=list)
    completions: Sequence[str] = ()
    corrected: str | None = None
    typed: str = ""
    weight: float = 0.0

    def expansions(self, reader: IndexReader) -> list[Expansion]:
        """Return where the term is said; the expansions that say it most fully come first."""

        def expansion(keys: Iterable[str], weight: float, grade: float) -> Expansion:
            return Expansion([held for held in map(reader.postings, sorted(keys)) if held.ids], weight, grade)

        surest = CORRECTION_WEIGHT if self.corrected else 1.0
        rough = {key for key in self.keys if key.startswith("s_")}
        found = [
            expansion(self.keys - rough, surest, 1.0),
            expansion(self.completions, PREFIX_WEIGHT, 1.0),
            expansion(rough, surest * ROUGH_WEIGHT, ROUGH_GRADE),
        ]
        for expression in self.synonyms:
            if len(expression) == 1:
                found.append(expansion(expression[0].keys, SYNONYM_WEIGHT, SYNONYM_GRADE))
            elif (held := reader.phrase(expression)).ids:
                # A word is known by three keys: an expression must not weigh less.
                found.append(Expansion([held], 3 * SYNONYM_WEIGHT, SYNONYM_GRADE))
        found.append(expansion(self.family, RELATED_WEIGHT, RELATED_GRADE))
        for expression in self.synonyms:
            if len(expression) > 1:
                loose = (expansion(word.keys, LOOSE_SYNONYM_WEIGHT, LOOSE_GRADE) for word in expression)
                found += [each for each in loose if each.postings and reader.is_telling(each.documents)]
        return [each for each in found if each.postings]

    def correct(self, form: str, written: str) -> None:
        """Replace a misspelt word."""
        keys = text.analyse(written)[1]
        self.word = text.Word(self.word.start, self.word.end, form, keys)
        self.keys, self.corrected = frozenset(keys), written

    @property
    def stems(self) -> frozenset[str]:
        """The light stems of the word itself."""
        return frozenset(key[2:] for key in self.keys if key.startswith("l_"))

    @property
    def marker(self) -> Marker:
        """What to mark in the texts shown."""
        single = {key for expression in self.synonyms if len(expression) == 1 for key in expression[0].keys}
        phrases = tuple(
            Pattern(tuple(frozenset(word.keys) for word in expression))
            for expression in self.synonyms
            if len(expression) > 1
        )
        others = (*self.family, *self.completions)
        known = {key[2:] for form in others for key in text.analyse(form)[1] if key.startswith("l_")}
        known.update(word.stem for expression in self.synonyms for word in expression)
        prefix = self.word.form if self.completions else None
        return Marker(self.weight, self.keys | self.family | single, self.stems | known, prefix, phrases)


def read_terms(reader: IndexReader, query: ParsedQuery, lexicon: Lexicon) -> list[Term]:
    """Return the words of *query*, with misspelt ones corrected to what the viewer may see."""
    typed = str(query.number) if query.number is not None else query.text
    terms = [
        _term(reader, word, typed[word.start : word.end])
        for word in list(text.words(typed))[:MAX_QUERY_WORDS]
    ]
    add_synonyms(terms, lexicon)
    if terms and not lexicon.knows(terms[-1].word) and _completes(reader, terms[-1]):
        terms[-1].synonyms = []
    for term in terms:
        term.family = _family(reader, term)
    for term in unknown(terms, reader.sees):
        _correct(reader, term, lexicon)
    if any(term.corrected for term in terms):
        add_synonyms(terms, lexicon)
    return terms


def unknown(terms: Sequence[Term], sees: Callable[[str], bool]) -> list[Term]:
    """Return the first terms that no visible document says in any way: they may be misspelt."""
    return [
        term for term in terms if not term.synonyms and not term.completions and not any(map(sees, term.keys))
    ][:MAX_CORRECTIONS]


def respelt(query: ParsedQuery, terms: Sequence[Term]) -> str | None:
    """Return the query with its misspelt words corrected, or None if there is none."""
    corrections = {term.typed: term.corrected for term in terms if term.corrected}
    return query.respelt(corrections) if corrections else None


def _term(reader: IndexReader, word: text.Word, written: str) -> Term:
    known = (key for spelling in reader.spellings(word.form) for key in text.analyse(spelling)[1])
    return Term(word, frozenset((*word.keys, *text.query_keys(written), *known)), typed=word.form)


def add_synonyms(terms: Sequence[Term], lexicon: Lexicon) -> None:
    """Give each term what else the expressions it stands in are called."""
    expressions = lexicon.alternatives([term.word for term in terms])
    for term, synonyms in zip(terms, expressions, strict=True):
        term.synonyms = synonyms


def _completes(reader: IndexReader, term: Term) -> bool:
    """Take a last word that no text holds as the beginning of one, if it is."""
    form = term.word.form
    if len(form) >= MINIMUM_PREFIX and not reader.sees(form):
        term.completions = reader.completions(form)
    return bool(term.completions)


def _family(reader: IndexReader, term: Term) -> frozenset[str]:
    rows = reader.connection.execute(
        "SELECT DISTINCT form FROM vocabulary WHERE family = ? LIMIT ?",
        [stems.family(term.word.form), MAX_FAMILY],
    )
    return frozenset(form for (form,) in rows if term.keys.isdisjoint(text.analyse(form)[1]))


def _correct(reader: IndexReader, term: Term, lexicon: Lexicon) -> None:
    """Put misspelt words right, with the words that this viewer may see or with those of the synonyms."""
    allowed = text.allowed_edits(term.word.form)
    if not allowed:
        return
    rows = reader.connection.execute(
        "SELECT DISTINCT form FROM spelling WHERE variant IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(text.deletions(term.word.form, allowed)))],
    )
    near = [(text.edit_distance(term.word.form, form, allowed), form) for (form,) in rows]
    seen = [
        (distance, -len(reader.postings(form).ids), form)
        for distance, form in near
        if distance <= allowed and reader.sees(form)
    ]
    if seen:
        *_rank, form = min(seen)
        term.correct(form, reader.spellings(form)[0])
        return
    for form, written in lexicon.near(term.word.form, allowed).items():
        (others,) = lexicon.alternatives([*text.words(written)])
        if any(reader.sees(key) for other in others if len(other) == 1 for key in other[0].keys):
            term.correct(form, written)
            return
