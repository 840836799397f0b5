"""What is told of proposals."""

from collections.abc import Callable

import pytest

from portal.accounts.models import User
from projects.models import ActionPage
from projects.notifications.enums import FollowKind
from projects.notifications.models import Follow
from projects.notifications.services.following import follow
from projects.proposals.enums import ProposalOutcome
from projects.proposals.models import ProposalIndexPage, ProposalPage
from projects.proposals.services import answer_proposal, propose, support_proposal
from tests.factories import ProposalIndexPageFactory, UserFactory

from .conftest import Commit, centre, received


@pytest.fixture
def committee(db: None) -> User:
    return UserFactory(groups=["Comité de pilotage"])


@pytest.fixture
def index(action: ActionPage) -> ProposalIndexPage:
    return ProposalIndexPageFactory(parent=action.project)


@pytest.fixture
def proposal(
    commit: Commit, index: ProposalIndexPage, action: ActionPage, colleague: User, committee: User
) -> ProposalPage:
    """By `colleague`."""
    made: ProposalPage = commit(
        propose, index=index, author=colleague, title="Un potager", why="Pour tous.", theme=action.theme
    )
    return made


def test_a_proposal_is_told_to_the_committee_and_to_who_follows_its_theme(
    agent: User, action: ActionPage, committee: User, sign_in: Callable, request: pytest.FixtureRequest
) -> None:
    follow(agent=agent, kind=FollowKind.THEME, key=action.theme_id)
    proposal = request.getfixturevalue("proposal")
    assert received(agent) == ["proposal"]
    assert received(committee) == ["proposal_to_answer"]
    assert received(proposal.author) == []
    html = centre(sign_in, committee)
    assert "Solène Garance propose cette action : le comité de pilotage répond." in html
    assert f'href="{proposal.get_absolute_url()}' in html
    assert "Pour tous." in html


def test_who_proposes_hears_what_is_said_of_it(
    proposal: ProposalPage, agent: User, comment_by: Callable
) -> None:
    comment_by(agent, proposal)
    assert received(proposal.author) == ["comment"]


def test_the_answer_is_told_to_its_author_its_supports_and_who_follows(
    proposal: ProposalPage, agent: User, committee: User, commit: Commit, sign_in: Callable
) -> None:
    support, stranger = UserFactory(), UserFactory()
    support_proposal(proposal=proposal, agent=support, supported=True)
    follow(agent=agent, kind=FollowKind.CONVERSATION, key=proposal.pk)
    answer = {"proposal": proposal, "author": committee, "outcome": ProposalOutcome.NOT_TAKEN_UP}
    commit(answer_proposal, **answer, reason="Le terrain est vendu.")
    assert received(proposal.author) == ["my_proposal_answered"]
    assert received(support) == received(agent) == ["proposal_answered"]
    assert received(stranger) == []
    html = centre(sign_in, proposal.author)
    assert "La proposition n’est pas retenue." in html
    assert "Le terrain est vendu." in html
    commit(answer_proposal, **answer, reason="Le terrain est repris, mais pollué.")
    assert received(support) == ["proposal_answered"] * 2


def test_who_left_the_committee_is_told_no_more(
    index: ProposalIndexPage, action: ActionPage, colleague: User, committee: User, commit: Commit
) -> None:
    committee.groups.clear()
    commit(propose, index=index, author=colleague, title="Un potager", why="Ici.", theme=action.theme)
    assert received(committee) == []
    assert Follow.objects.of(FollowKind.CONVERSATION, ProposalPage.objects.get().pk).agents() == {
        colleague.pk
    }
