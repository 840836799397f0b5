"""Text as people type and read it."""

import unicodedata

# Of the subject of a mail, in characters: what a mail reader shows on a wide screen.
SUBJECT_LENGTH = 90

# Letters and symbols of which nothing is seen: fillers of Hangul, the empty cell of Braille, a notehead
# without a head, blanks of hieroglyphs; the place of an object that is not there.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\U0001d159\U00013441\U00013442\ufffc")


def has_something_to_read(text: str) -> bool:
    """Return True if the text holds a letter, a number, a punctuation mark or a symbol that can be seen.

    Spaces, control and format characters, fillers, and marks without anything under them are nothing to read.
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
    """Whether an unassigned code point can be a new letter or emoji: Python's tables are older than phones.

    Not those that Unicode keeps for signs without a shape (Default_Ignorable_Code_Point) or for no character.
    """
    is_ignorable = code_point == 0x2065 or 0xFFF0 <= code_point <= 0xFFF8 or 0xE0000 <= code_point <= 0xE0FFF
    is_no_character = 0xFDD0 <= code_point <= 0xFDEF or code_point & 0xFFFE == 0xFFFE
    return not (is_ignorable or is_no_character)


def fold(text: str) -> str:
    """Lower case without accents; typographic apostrophes and spaces become plain ones."""
    plain = text.replace("’", "'").replace("œ", "oe").replace("Œ", "oe")
    decomposed = unicodedata.normalize("NFKD", plain.casefold())
    return " ".join("".join(char for char in decomposed if not unicodedata.combining(char)).split())


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
    """Return the subject of a mail: one line, which is cut when it is too long to be read in a list."""
    return shorten(text, SUBJECT_LENGTH)
