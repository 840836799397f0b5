"""How a kind of notification is told."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from wagtail.models import Page

# Gives the objects of these keys, by key, in one query.
Loader = Callable[[Collection[int]], dict[int, Any]]


class Said(NamedTuple):
    """A sentence, the path of the page where it leads, and what somebody wrote.

    A mail cannot be taken back: it quotes nothing but what was written as a mail (`in_mail`).
    """

    text: str
    path: str
    quote: str = ""
    in_mail: bool = False


@dataclass(frozen=True)
class Wording:
    """`load` gives the objects of the kind, `say` what is said of one, `count` how many there are."""

    load: Loader
    say: Callable[[Any], Said]
    count: Callable[[int], str]


def page_path(page: Page) -> str:
    """The path of a page, without the host."""
    parts = page.get_url_parts()
    return parts[2] if parts else "/"
