"""Comparing French words as people type them."""

import unicodedata


def fold(text: str) -> str:
    """Lower case without accents; typographic apostrophes and spaces become plain ones."""
    plain = text.replace("’", "'").replace("œ", "oe").replace("Œ", "oe")
    decomposed = unicodedata.normalize("NFKD", plain.casefold())
    return " ".join("".join(char for char in decomposed if not unicodedata.combining(char)).split())
