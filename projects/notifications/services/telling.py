"""Telling agents that something happened."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from portal.accounts.models import User
from projects.comments.models import Comment

from ..audience import who_may_read
from ..enums import CATEGORIES, COMMENT_KINDS, DEFAULT_FREQUENCIES, Category, Frequency, Kind
from ..models import Notification, Preference

# What is older is recorded afterwards: nobody is told today what was said last year.
NEWS = datetime.timedelta(days=30)
BATCH = 500  # rows of one insert


@dataclass(frozen=True)
class Fact:
    """What happened, once: the same key is told once to each agent.

    `object_id` is the key of what the kind speaks of. Who may not read `page` is told nothing; what speaks of
    a `comment` is told as long as it can be read. What `replaces` names is not told any more to who has
    neither read it nor had it by mail.
    """

    key: str
    object_id: int
    page: Page | None = None
    comment: Comment | None = None
    at: datetime.datetime | None = None
    thread_key: str = ""
    replaces: str = ""

    @property
    def thread(self) -> str:
        """What is shown together: everything about one page, unless `thread_key` says otherwise."""
        return self.thread_key or (f"page:{self.page.pk}" if self.page else self.key)


@transaction.atomic
def notify(*, fact: Fact, told: Mapping[int, Kind], actor: User | None = None) -> None:
    """Tell each of these agents (by key) that the fact happened, as the kind says; never its own actor.

    Costs the same queries whatever their number. Who was told already keeps the row; one that has not
    left by mail takes a kind that concerns them more.
    """
    now = timezone.now()
    if fact.at is not None and fact.at < now - NEWS:
        return
    agents = set(told) - ({actor.pk} if actor else set())
    agents = who_may_read(fact.page, agents) if fact.page else _open_accounts(agents)
    kinds = {agent: told[agent] for agent in agents}
    silent = _without_mail(kinds)
    Notification.objects.bulk_create(
        [
            Notification(
                recipient_id=agent,
                kind=kind,
                category=CATEGORIES[kind],
                key=fact.key,
                object_id=fact.object_id,
                page=fact.page,
                comment=fact.comment,
                thread=fact.thread,
                created_at=now,
                by_mail=agent not in silent[CATEGORIES[kind]],
            )
            for agent, kind in kinds.items()
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    if fact.comment is not None:
        _strengthen(fact, kinds, silent)
    if fact.replaces:
        Notification.objects.filter(key=fact.replaces, recipient__in=kinds).untold().delete()


def _open_accounts(agents: set[int]) -> set[int]:
    return set(User.objects.filter(pk__in=agents, is_active=True).values_list("pk", flat=True))


def _without_mail(kinds: Mapping[int, Kind]) -> dict[Category, set[int]]:
    """By category, who wants no mail about it."""
    silent = {
        category: set(kinds) if frequency == Frequency.NONE else set()
        for category, frequency in DEFAULT_FREQUENCIES.items()
    }
    chosen = Preference.objects.filter(agent__in=kinds, category__in={CATEGORIES[k] for k in kinds.values()})
    for agent, category, frequency in chosen.values_list("agent_id", "category", "frequency"):
        (
            silent[Category(category)].add
            if frequency == Frequency.NONE
            else silent[Category(category)].discard
        )(agent)
    return silent


def _strengthen(fact: Fact, kinds: Mapping[int, Kind], silent: Mapping[Category, set[int]]) -> None:
    """Let what was told for a lesser reason say the better one, as long as no mail has said it."""
    by_kind: defaultdict[Kind, set[int]] = defaultdict(set)
    for agent, kind in kinds.items():
        by_kind[kind].add(agent)
    for kind, agents in by_kind.items():
        lesser = COMMENT_KINDS[: COMMENT_KINDS.index(kind)]
        if not lesser:
            continue
        category = CATEGORIES[kind]
        told = Notification.objects.filter(
            key=fact.key, recipient__in=agents, kind__in=lesser, mailed_at__isnull=True
        )
        told.filter(recipient__in=agents & silent[category]).update(
            kind=kind, category=category, by_mail=False
        )
        told.exclude(recipient__in=silent[category]).update(kind=kind, category=category, by_mail=True)
