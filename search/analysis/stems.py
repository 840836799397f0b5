"""Light French stemmer.

After J. Savoy, *A Stemming Procedure and Stopword List for General French Corpora* (JASIS, 1999) and his
revision of 2006, applied to words whose accents are already folded.
"""


def light_stem(word: str) -> str:
    """Return a folded word without number, gender, or the commonest endings of nouns and adjectives."""
    if len(word) > 5 and word.endswith("x"):
        plural_of_al = word.endswith("aux") and not word.endswith("eaux")
        word = f"{word[:-2]}l" if plural_of_al else word[:-1]
    elif len(word) > 3 and word.endswith(("s", "x")):
        word = word[:-1]
    for minimum, ending, replacement in _ENDINGS:
        if len(word) > minimum and word.endswith(ending):
            return _normalise(word.removesuffix(ending) + replacement)
    return _normalise(word)


# Longest first; the first that fits is the only one applied.
_ENDINGS = (
    (9, "issement", "ir"),
    (8, "issant", "ir"),
    (6, "ement", "e"),
    (11, "ficatrice", "fier"),
    (10, "ficateur", "fier"),
    (9, "catrice", "quer"),
    (8, "cateur", "quer"),
    (8, "atrice", "er"),
    (7, "ateur", "er"),
    (6, "trice", "teur"),
    (5, "ieme", ""),
    (7, "teuse", "ter"),
    (6, "teur", "ter"),
    (5, "euse", "eu"),
    (8, "ere", "er"),
    (7, "ive", "if"),
    (4, "folle", "fou"),
    (4, "molle", "mou"),
    (4, "nnelle", "n"),
    (4, "nnel", "n"),
    (4, "ete", "et"),
    (8, "ique", ""),
    (8, "esse", ""),
    (6, "inage", ""),
    (9, "isation", ""),
    (9, "isateur", ""),
    (8, "ation", ""),
    (8, "ition", ""),
)


def _normalise(stem: str) -> str:
    """Drop doubled letters and the final vowel sounds that only mark gender or tense."""
    if len(stem) <= 4:
        return stem
    squeezed = [stem[0]]
    for char in stem[1:]:
        if char != squeezed[-1] or not char.isalpha():
            squeezed.append(char)
    stem = "".join(squeezed)
    for ending in ("ie", "r", "e", "e"):
        if len(stem) > 4 and stem.endswith(ending):
            stem = stem.removesuffix(ending)
    if len(stem) > 4 and stem[-1] == stem[-2]:
        stem = stem[:-1]
    return stem


_SUFFIXES = sorted(
    """
    issement isation isateur isatrice atrice ation ition ateur iteur ement ment iser ifier age ager eur euse
    ance ence ant ante ent able ible atif ative ique iste isme aire al ale el elle oir oire ure erie
    ier iere ere er ir ie e ee
    """.split(),  # noqa: SIM905  a list of that length is unreadable
    key=len,
    reverse=True,
)


def family(word: str) -> str:
    """Return what a folded word shares with its family: *affich* for *affichage* and *affiche*.

    It is too rough to say that two words mean the same, and good enough to look further.
    """
    singular = word.rstrip("sx") if len(word) > 4 else word
    for suffix in _SUFFIXES:
        if singular.endswith(suffix) and len(singular) - len(suffix) >= 4:
            return _single_end(singular.removesuffix(suffix))
    return _single_end(singular)


def _single_end(stem: str) -> str:
    return stem[:-1] if stem[-1:] == stem[-2:-1] else stem
