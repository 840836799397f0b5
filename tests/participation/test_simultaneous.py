"""What holds when several people click at the same moment: real threads on a real database."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from django.db import connection

from portal.accounts.models import User
from projects.models import ActionPage
from projects.participation.enums import ReactionKind, VolunteerStatus
from projects.participation.errors import ParticipationError
from projects.participation.models import Comment, Mention, Reaction, Volunteer
from projects.participation.reactions import buttons_of
from projects.participation.services import (
    accept_volunteer,
    edit_comment,
    give_official_answer,
    post_comment,
    react,
    volunteer,
    withdraw,
)
from tests.factories import ActionPageFactory, UserFactory
from tests.simultaneous import together

AGENTS = 8
KINDS = [*ReactionKind, None]


@pytest.fixture
def plan(shared_database: None) -> Iterator[tuple[ActionPage, list]]:
    """An action with three places, and agents, committed."""

    def make() -> tuple[ActionPage, list]:
        action = ActionPageFactory(seeking_volunteers=True)
        return action, [UserFactory() for _agent in range(AGENTS)]

    [(action, agents)] = together(make)
    yield action, agents

    def remove() -> None:
        Comment.objects.filter(page=action, parent__isnull=False).delete()
        Comment.objects.filter(page=action).delete()
        action.project.delete()
        for agent in agents:
            agent.delete()

    together(remove)


def test_places_hold_when_everybody_volunteers_at_once(plan: tuple[ActionPage, list]) -> None:
    action, agents = plan
    together(*(lambda agent=agent: volunteer(action=action, agent=agent) for agent in agents))
    [statuses] = together(lambda: list(action.volunteers.values_list("status", flat=True)))
    assert Counter(statuses) == {VolunteerStatus.OFFERED: 3, VolunteerStatus.WAITING: AGENTS - 3}


# Fifty agents, and how often they try: a round on SQLite, where writers queue, takes far longer.
CROWD = 50
ROUNDS = 20 if connection.vendor == "postgresql" else 2


@pytest.fixture
def crowd(shared_database: None) -> Iterator[tuple[ActionPage, list]]:
    """A call for three volunteers and fifty agents, committed."""

    def make() -> tuple[ActionPage, list]:
        return ActionPageFactory(seeking_volunteers=True), [UserFactory() for _agent in range(CROWD)]

    [(action, agents)] = together(make)
    yield action, agents

    def remove() -> None:
        action.project.delete()
        for agent in agents:
            agent.delete()

    together(remove)


def statuses_of(action: ActionPage) -> Counter:
    [statuses] = together(lambda: list(action.volunteers.values_list("status", flat=True)))
    return Counter(statuses)


def attempt(verb: Callable[..., Volunteer], **parameters: object) -> None:
    """Some come too late, and are told so."""
    with suppress(ParticipationError):
        verb(**parameters)


def test_exactly_as_many_places_as_the_call_has_for_fifty_at_once(crowd: tuple) -> None:
    """Fifty offer; everybody is accepted twice at once; those who hold a place withdraw at once."""
    action, agents = crowd
    for _round in range(ROUNDS):
        together(*(lambda agent=agent: volunteer(action=action, agent=agent) for agent in agents))
        assert statuses_of(action) == {VolunteerStatus.OFFERED: 3, VolunteerStatus.WAITING: CROWD - 3}
        [offers] = together(lambda: list(action.volunteers.all()))
        together(*(lambda offer=offer: attempt(accept_volunteer, offer=offer) for offer in offers))
        assert statuses_of(action) == {VolunteerStatus.ACCEPTED: 3, VolunteerStatus.WAITING: CROWD - 3}
        leaving = [offer.agent_id for offer in offers if offer.status == VolunteerStatus.OFFERED]
        together(
            *(
                lambda agent=agent: attempt(withdraw, action=action, agent=agent)
                for agent in agents
                if agent.pk in leaving
                for _click in range(2)
            )
        )
        assert statuses_of(action) == {
            VolunteerStatus.OFFERED: 3,
            VolunteerStatus.WAITING: CROWD - 6,
            VolunteerStatus.WITHDRAWN: 3,
        }
        together(lambda: action.volunteers.all().delete())


def test_one_impatient_agent_volunteers_once(plan: tuple[ActionPage, list]) -> None:
    action, [agent, *_others] = plan
    offers = together(*[lambda: volunteer(action=action, agent=agent).pk] * 4)
    assert len(set(offers)) == 1
    [total] = together(lambda: Volunteer.objects.filter(action=action).count())
    assert total == 1


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
    plan: tuple[ActionPage, list], clickers: list
) -> None:
    action, [author, *_others] = plan
    rounds = 20 if connection.vendor == "postgresql" else 3
    [comment] = together(lambda: post_comment(page=action, author=author, text="Qu’en pensez-vous ?"))

    def send(agent: User, kind: ReactionKind | None) -> Callable[[], None]:
        return lambda: react(comment=comment, agent=agent, kind=kind)

    def read() -> tuple[dict[int, str], dict[str, str]]:
        rows = dict(Reaction.objects.filter(comment=comment).values_list("agent", "kind"))
        return rows, {button.kind: button.total for button in buttons_of(comment, author)}

    for turn in range(rounds):
        # Everybody at once: what each chose is counted, whatever they had chosen before.
        chosen = {agent: KINDS[(place * 7 + turn * 3) % len(KINDS)] for place, agent in enumerate(clickers)}
        together(*(send(agent, kind) for agent, kind in chosen.items()))
        [(rows, shown)] = together(read)
        assert rows == {agent.pk: kind for agent, kind in chosen.items() if kind}
        counted = Counter(rows.values())
        assert shown == {kind: str(counted[kind] or "") for kind in ReactionKind}
        # As many clicks by a few impatient ones: one reaction each, one of those they sent.
        few = clickers[:5]
        sent = [(few[place % 5], KINDS[(place // 5 + turn) % len(KINDS)]) for place in range(len(clickers))]
        together(*(send(agent, kind) for agent, kind in sent))
        [(rows, shown)] = together(read)
        for agent in few:
            assert rows.get(agent.pk) in [kind for who, kind in sent if who == agent]
        counted = Counter(rows.values())
        assert shown == {kind: str(counted[kind] or "") for kind in ReactionKind}


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
