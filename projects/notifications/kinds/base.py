"""The classes that describe a kind of notification, and the register of kinds."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.functional import Promise
from wagtail.models import Page

from portal.accounts.models import User
from portal.tasks.announcements import Announcement
from projects.comments.models import Comment

from ..enums import Category


@dataclass(frozen=True)
class Event:
    """An event. Its `key` identifies it: each recipient is notified of it once, its `actor` never.

    `object_id` is the key of the object that the kind describes. Agents who may not read `page` are not
    notified. A notification about a `comment` is shown as long as the comment can be read. Recipients who
    neither read the event named by `replaces` nor got it by mail are no longer notified of it.
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
        """The thread of the event: that of its page, unless `thread_key` says otherwise."""
        return self.thread_key or (f"page:{self.page.pk}" if self.page else self.key)


class Message(NamedTuple):
    """The text of a notification, the path where it leads, and a quotation of what somebody wrote.

    A mail cannot be withdrawn: it quotes only what was written as a mail (`in_mail`).
    """

    text: str
    path: str
    quote: str = ""
    in_mail: bool = False


class Trigger(NamedTuple):
    """A signal, and a function that returns the event of its arguments.

    The function returns None if there is nothing to notify. Without a signal, the code that finds the event
    calls `announce`.
    """

    signal: Announcement | None
    event: Callable[..., Event | None]


@dataclass(frozen=True, eq=False)
class NotificationKind:
    """A kind of notification: an event, as far as it concerns its recipients.

    `recipients` takes the arguments of a signal of `notifies_on`, and returns the keys of agents. The
    message is built from the object when it is shown, and never stored: `objects` returns those that may
    still be shown, `say` the message about one. `counted` is their `count` in words: kinds that share it are
    counted together.
    """

    name: str  # in the database
    label: Promise
    category: Category
    notifies_on: tuple[Trigger, ...]
    recipients: Callable[..., Iterable[int]]
    objects: Callable[[], QuerySet[Any]]
    say: Callable[[Any], Message]
    counted: Promise

    def __str__(self) -> str:
        return str(self.label)

    def count(self, count: int) -> str:
        return str(self.counted % {"count": count})


# By name, in the order of their registration: see `services.notifying.register_kind`.
KINDS: dict[str, NotificationKind] = {}


def name_of(person: str) -> tuple[str, ...]:
    """Return the columns that the name of a person needs, through this relation to them."""
    return tuple(f"{person}__{column}" for column in ("first_name", "last_name", "email"))


def page_path(page: Page) -> str:
    """Return the path of a page, without the host."""
    parts = page.get_url_parts()
    return parts[2] if parts else "/"
