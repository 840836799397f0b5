"""Text as people type and read it."""

import re
import unicodedata

# Of the subject of a mail, in characters: what a mail reader shows on a wide screen.
SUBJECT_LENGTH = 90

# Letters and symbols of which nothing is seen: fillers of Hangul, the empty cell of Braille, a notehead
# without a head, blanks of hieroglyphs; the place of an object that is not there.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\U0001d159\U00013441\U00013442\ufffc")


class _Signs(dict[int, str | None]):
    """A table for `str.translate` that drops characters of the given categories."""

    def __init__(self, dropped: frozenset[str], kept: dict[int, str]) -> None:
        super().__init__((code, self._sign(chr(code), dropped)) for code in range(0x80, 0x2100))
        self._dropped = dropped
        self.update(kept)

    def __missing__(self, code: int) -> str | None:
        return self._sign(chr(code), self._dropped)

    @staticmethod
    def _sign(sign: str, dropped: frozenset[str]) -> str | None:
        return None if unicodedata.category(sign) in dropped else sign


_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), " ")
# What no normalisation of Unicode makes plain: letters that are no letter with a mark, and typographic signs.
_PLAIN = (
    _CONTROLS
    | dict.fromkeys(map(ord, _BLANK), " ")
    | dict.fromkeys(map(ord, "’‘‛ʼʻʹ′´\u1ffd`"), "'")
    | dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
    | str.maketrans(
        {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i"}
    )
)
_ASCII = {code: chr(code) for code in range(0x80)}
_VISIBLE = _Signs(frozenset({"Cf", "Cs"}), _ASCII | _CONTROLS)
# Within a word they change how its letters or its emoji are drawn, or where it is cut.
_JOINERS = "\u00ad\u200c\u200d"
_LINE = _Signs(frozenset({"Cf", "Cs"}), _ASCII | _CONTROLS | {ord(sign): sign for sign in _JOINERS})
_BARE = _Signs(frozenset({"Cf", "Cs", "Mn", "Me"}), _ASCII | _PLAIN)


def has_something_to_read(text: str) -> bool:
    """Return True if the text holds a visible letter, number, punctuation mark or symbol.

    Spaces, control and format characters, fillers, and marks that stand on nothing do not count.
    """
    return any(map(_is_seen, text))


def _is_seen(character: str) -> bool:
    if character in _BLANK:
        return False
    category = unicodedata.category(character)
    if category == "Cn":
        return _may_be_seen_one_day(ord(character))
    return category[0] in "LNPS"


def _may_be_seen_one_day(code_point: int) -> bool:
    """Return True if an unassigned code point can be a new letter or emoji.

    Python's tables are older than phones. Code points that Unicode keeps for invisible characters
    (Default_Ignorable_Code_Point) or for no character do not count.
    """
    is_ignorable = code_point == 0x2065 or 0xFFF0 <= code_point <= 0xFFF8 or 0xE0000 <= code_point <= 0xE0FFF
    is_no_character = 0xFDD0 <= code_point <= 0xFDEF or code_point & 0xFFFE == 0xFFFE
    return not (is_ignorable or is_no_character)


def compose(text: str) -> str:
    """Return the text as the portal stores it: in composed form (NFC)."""
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """Return the text composed and on one line, with single spaces.

    Invisible characters go, with those that turn the direction of what follows. Joiners and soft hyphens stay
    within a word.
    """
    words = (word.strip(_JOINERS) for word in compose(text.translate(_LINE)).split())
    return " ".join(filter(None, words))


def fold(text: str) -> str:
    """Return a key that is equal for texts that readers take for the same.

    All comparisons of human text use it. Case, accents, ligatures, exponents, invisible characters, and the
    kinds of apostrophes, hyphens and spaces do not count: *L’Œuvre* and *l'oeuvre* are one. Folding twice
    changes nothing more.
    """
    if text.isascii():
        return " ".join(text.translate(_PLAIN).lower().split())
    # Some signs become a space with a mark when they are normalised, and others appear by it: both times.
    plain = unicodedata.normalize("NFKC", text.translate(_PLAIN)).casefold()
    return " ".join(unicodedata.normalize("NFKD", plain).translate(_BARE).split())


def slug(text: str) -> str:
    """Return the text as part of an address: its folded words between hyphens, or "" if it has none."""
    return "-".join(re.findall(r"[^\W_]+", fold(text)))


def lower_case(text: str) -> str:
    """Return the text as a dictionary writes it: composed, in lower case, with its accents."""
    return unicodedata.normalize("NFKC", text.translate(_VISIBLE)).lower()


def sort_key(text: str) -> tuple[str, str, str]:
    """Return a key that orders texts as French readers do: accents count between equal letters."""
    return fold(text), unicodedata.normalize("NFD", text).casefold(), text


def shorten(text: str, length: int) -> str:
    """Put the text on one line of at most `length` characters, cut between two words with an ellipsis."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    words = line[:length].rpartition(" ")[0]
    # A word as long as half the line is cut itself: nothing else would be left.
    kept = words if len(words) >= length // 2 else line[: length - 1]
    return kept.rstrip(" ,;:.…") + "…"


def mail_subject(text: str) -> str:
    """Return the subject of a mail: one line, cut if it is too long to be read in a list."""
    return shorten(text, SUBJECT_LENGTH)
