"""The flat document that the engines index, whatever it was made from."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cue:
    """A sentence and where it stands: the second of a film at which it is said, the page of a file."""

    start: float
    text: str


@dataclass(frozen=True, slots=True)
class SearchDoc:
    """All that an engine knows of one thing that can be found.

    ``path`` is its place in the page tree, by which reading rights are decided; for an uploaded file, that
    of its collection after a ``c``. ``version`` grows with time: an engine refuses a version lower than the
    one it holds. ``facets`` are the values by which results are filtered and counted: ``theme``, ``axis``,
    ``organisation``, ``status``, ``priority``, ``tag``, ``year``.
    """

    key: str
    version: int
    path: str
    kind: str
    title: str
    number: int | None = None
    summary: str = ""
    body: str = ""
    names: tuple[str, ...] = ()  # names attached to it: tags, themes, axis, service
    cues: tuple[Cue, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    date: datetime.date | None = None
    # Keys of what it names and deals with: the actions of a letter, the films of an action…
    links: tuple[str, ...] = ()
    comments: int = 0  # the number of comments that readers see on it
    # Changes with all that it is made of. Without one, it is made again when the index is compared.
    digest: str = ""
