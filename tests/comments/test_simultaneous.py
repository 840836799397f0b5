"""What holds when several people click at the same moment: real threads on a real database."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from portal.accounts.models import User
from projects.comments.enums import ReactionKind
from projects.comments.models import Comment, Mention, Reaction
from projects.comments.reactions import buttons_of
from projects.comments.services import edit_comment, give_official_answer, post_comment, react
from projects.models import ActionPage
from tests.factories import UserFactory
from tests.simultaneous import together
from tests.taking_part import AGENTS

KINDS = [*ReactionKind, None]


def test_the_same_form_sent_at_the_same_moment_posts_once(plan: tuple[ActionPage, list]) -> None:
    action, [agent, *_others] = plan
    submission = Comment._meta.get_field("submission").get_default()

    def post() -> int:
        return post_comment(page=action, author=agent, text="Une fois", submission=submission).pk

    assert len(set(together(*[post] * 4))) == 1
    [total] = together(lambda: Comment.objects.filter(page=action).count())
    assert total == 1


@pytest.fixture
def clickers(plan: tuple[ActionPage, list]) -> Iterator[list]:
    """Agents who click together; SQLite writes one at a time, and would make many wait."""
    number = 50 if connection.vendor == "postgresql" else AGENTS
    [agents] = together(lambda: [UserFactory() for _agent in range(number)])
    yield agents

    def remove() -> None:
        for agent in agents:
            agent.delete()

    together(remove)


def test_reactions_are_counted_exactly_however_many_click(
    plan: tuple[ActionPage, list], clickers: list, settings: Any
) -> None:
    settings.QUOTAS = settings.QUOTAS | {"reaction": "100000/hour"}
    action, [author, *_others] = plan
    rounds = 20 if connection.vendor == "postgresql" else 3
    [comment] = together(lambda: post_comment(page=action, author=author, text="Qu’en pensez-vous ?"))

    def send(agent: User, kind: ReactionKind | None) -> Callable[[], None]:
        return lambda: react(comment=comment, agent=agent, kind=kind)

    def read() -> tuple[dict[int, str], dict[str, int]]:
        rows = dict(Reaction.objects.filter(comment=comment).values_list("agent", "kind"))
        return rows, {button.kind: button.total for button in buttons_of(comment, author)}

    for turn in range(rounds):
        # Everybody at once: what each chose is counted, whatever they had chosen before.
        chosen = {agent: KINDS[(place * 7 + turn * 3) % len(KINDS)] for place, agent in enumerate(clickers)}
        together(*(send(agent, kind) for agent, kind in chosen.items()))
        [(rows, shown)] = together(read)
        assert rows == {agent.pk: kind for agent, kind in chosen.items() if kind}
        counted = Counter(rows.values())
        assert shown == {kind: counted[kind] for kind in ReactionKind}
        # As many clicks by a few impatient ones: one reaction each, one of those they sent.
        few = clickers[:5]
        sent = [(few[place % 5], KINDS[(place // 5 + turn) % len(KINDS)]) for place in range(len(clickers))]
        together(*(send(agent, kind) for agent, kind in sent))
        [(rows, shown)] = together(read)
        for agent in few:
            assert rows.get(agent.pk) in [kind for who, kind in sent if who == agent]
        counted = Counter(rows.values())
        assert shown == {kind: counted[kind] for kind in ReactionKind}


def test_two_official_answers_at_the_same_moment_leave_one(plan: tuple[ActionPage, list]) -> None:
    action, [author, *_others] = plan

    def write() -> list[Comment]:
        first = post_comment(page=action, author=author, text="Une question")
        return [
            post_comment(page=action, author=author, text=f"Réponse {n}", parent=first) for n in range(AGENTS)
        ]

    [answers] = together(write)
    together(*(lambda answer=answer: give_official_answer(comment=answer) for answer in answers))
    [official] = together(lambda: Comment.objects.filter(page=action, official_at__isnull=False).count())
    assert official == 1


def test_a_correction_sent_twice_at_the_same_moment_mentions_once(plan: tuple[ActionPage, list]) -> None:
    action, [author, named, *_others] = plan
    [comment] = together(lambda: post_comment(page=action, author=author, text="Avec qui ?"))
    text = f"Avec @{named}"
    together(*[lambda: edit_comment(comment=comment, text=text)] * 4)
    [(mentioned, versions)] = together(
        lambda: (list(Mention.objects.values_list("agent", flat=True)), comment.versions.count())
    )
    assert (mentioned, versions) == ([named.pk], 1)
