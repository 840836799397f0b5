"""What a kind of notification is, and the list of them."""

import datetime
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.dispatch import Signal
from django.utils.functional import Promise
from wagtail.models import Page

from portal.accounts.models import User
from projects.comments.models import Comment

from ..enums import Category

# Gives the objects of these keys, by key, in one query.
Loader = Callable[[Collection[int]], dict[int, Any]]


@dataclass(frozen=True)
class Fact:
    """What happened, once: the same key is told once to each agent, and never to its `actor`.

    `object_id` is the key of what the kind speaks of. Who may not read `page` is told nothing; what speaks of
    a `comment` is told as long as it can be read. What `replaces` names is not told any more to who has
    neither read it nor had it by mail.
    """

    key: str
    object_id: int
    page: Page | None = None
    comment: Comment | None = None
    at: datetime.datetime | None = None
    actor: User | None = None
    thread_key: str = ""
    replaces: str = ""

    @property
    def thread(self) -> str:
        """What is shown together: everything about one page, unless `thread_key` says otherwise."""
        return self.thread_key or (f"page:{self.page.pk}" if self.page else self.key)


class Said(NamedTuple):
    """A sentence, the path of the page where it leads, and what somebody wrote.

    A mail cannot be taken back: it quotes nothing but what was written as a mail (`in_mail`).
    """

    text: str
    path: str
    quote: str = ""
    in_mail: bool = False


class News(NamedTuple):
    """A signal, and the fact that its arguments tell; None when they are no news.

    Without a signal, whoever finds it calls `services.tell`.
    """

    signal: Signal | None
    fact: Callable[..., Fact | None]


@dataclass(frozen=True, eq=False)
class NotificationKind:
    """What happened, as far as the person told is concerned.

    `recipients` takes the arguments of the signal and gives the keys of agents. What is said is read from the
    object when it is shown, and never kept: `load` gives the objects, `say` what is said of one, `count` how
    many there are. Kinds with the same `count` are counted together.
    """

    name: str  # in the database
    label: Promise
    category: Category
    news: tuple[News, ...]
    recipients: Callable[..., Iterable[int]]
    load: Loader
    say: Callable[[Any], Said]
    count: Callable[[int], str]

    def __str__(self) -> str:
        return str(self.label)


# By name, in the order of their registration: see `services.register_kind`.
KINDS: dict[str, NotificationKind] = {}


def counted(words: Promise) -> Callable[[int], str]:
    """Say how many, with words of `ngettext_lazy` about a `count`."""
    return lambda count: str(words % {"count": count})


def page_path(page: Page) -> str:
    """Return the path of a page, without the host."""
    parts = page.get_url_parts()
    return parts[2] if parts else "/"
