"""Text as people type and read it."""

import unicodedata

# Of the subject of a mail, in characters: what a mail reader shows on a wide screen.
SUBJECT_LENGTH = 90


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
