"""The letters of a text file that does not say its encoding. What is doubtful is refused, never guessed."""

import re
import unicodedata
from itertools import islice

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .text import lower_case

_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
WINDOWS = "cp1252"
# What spreadsheets wrote before UTF-8, as people call it.
_OLD = {
    WINDOWS: "Windows 1252",
    "iso8859-15": "ISO 8859-15",
    "mac_roman": "Mac OS Roman",
    "cp850": "DOS CP850",
}
_FRENCH_LETTERS = frozenset("àâæçéèêëîïôœùûü")
_LETTERS_ALONE = frozenset("àâôÀÂÔ")
_FRENCH_SIGNS = frozenset("«»“”’…–—•·°€§²³½¼¾×÷±µ™®©\u00a0\u202f")
_WITHIN_WORDS = frozenset("’·")
_RARE, _ABSURD = 1, 3
_WEIGHED = 20_000  # of those letters, at most
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_SHOWN = 40  # characters around the first letter in doubt


def decode(content: bytes) -> tuple[str, bool]:
    """Decode UTF-8, UTF-16 with its mark, or what Excel writes on Windows. Return the text, True if assumed.

    The last is assumed only if the text reads better so than in the encodings of other systems. Raise
    `ValidationError` with the likely encoding otherwise.
    """
    marked = [encoding for mark, encoding in _BYTE_ORDER_MARKS.items() if content.startswith(mark)]
    try:
        return content.decode(marked[0] if marked else "utf-8"), False
    except UnicodeDecodeError as error:
        if marked:
            raise ValidationError(_("This file is not a table that can be read.")) from error
    texts = {encoding: content.decode(encoding, "replace") for encoding in _OLD}
    scores = {encoding: _strangeness(text) for encoding, text in texts.items()}
    least = min(scores.values())
    likely = [encoding for encoding, score in scores.items() if score == least]
    if all(texts[encoding] == texts[WINDOWS] for encoding in likely):
        return texts[WINDOWS], True
    raise ValidationError(
        _(
            "The letters of this file cannot be read for certain: they seem to be %(encodings)s "
            "(%(samples)s). Save it as “CSV UTF-8”, or as .xlsx."
        )
        % {
            "encodings": " / ".join(_OLD[encoding] for encoding in likely),
            "samples": " / ".join(dict.fromkeys(f"« {_sample(texts[encoding])} »" for encoding in likely)),
        }
    )


def _strangeness(text: str) -> int:
    """Return how much of the text no French hand writes: capitals within words, signs among letters."""
    around = f" {text} "
    return sum(
        _strangeness_of(found[0], around[found.start()], around[found.start() + 2])
        for found in islice(_NOT_ASCII.finditer(text), _WEIGHED)
    )


def _strangeness_of(sign: str, before: str, after: str) -> int:
    within = before.isalnum() and after.isalpha()
    if not sign.isalpha() or sign in "ªº":
        if sign not in _FRENCH_SIGNS or (within and sign not in _WITHIN_WORDS):
            return _ABSURD
        return _RARE if (sign in "«…" and after.isalpha()) or (sign == "»" and before.isalpha()) else 0
    stands_alone = not before.isalpha() and not after.isalpha() and sign not in _LETTERS_ALONE
    capital_inside = sign.isupper() and (before.islower() or before.isdigit())
    if stands_alone or capital_inside or "LATIN" not in unicodedata.name(sign, ""):
        return _ABSURD
    return 0 if lower_case(sign) in _FRENCH_LETTERS else _RARE


def _sample(text: str) -> str:
    found = _NOT_ASCII.search(text)
    first = found.start() if found else 0
    return " ".join(text[max(0, first - _SHOWN // 2) : first + _SHOWN // 2].split())
