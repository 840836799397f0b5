"""Proposals: from an idea to a public answer, and nobody who takes one away."""

import datetime
import uuid
from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from portal.accounts.models import User
from projects.comments.enums import CommentKind
from projects.enums import ActionOrigin
from projects.models import ActionPage
from projects.notifications.models import Follow, Notification
from projects.proposals.enums import ProposalOutcome
from projects.proposals.models import ProposalAnswer, ProposalIndexPage, ProposalPage, ProposalSupport
from projects.proposals.services import answer_proposal, propose, support_proposal
from projects.proposals.signals import proposal_answered, proposal_posted
from tests.factories import ActionPageFactory, CommentFactory, ProposalIndexPageFactory, UserFactory
from tests.forms import read_form
from tests.simultaneous import together

pytestmark = pytest.mark.database

SignIn = Callable[[User], Client]


@pytest.fixture
def index(action: ActionPage) -> ProposalIndexPage:
    return ProposalIndexPageFactory(parent=action.project)


@pytest.fixture
def proposal(index: ProposalIndexPage, action: ActionPage) -> ProposalPage:
    return propose(index=index, author=UserFactory(), title="Un jardin", why="Pour tous.", theme=action.theme)


@pytest.fixture
def committee(db: None, sign_in: SignIn) -> Client:
    return sign_in(UserFactory(groups=["Comité de pilotage"]))


def form_of(action: ActionPage, **changed: object) -> dict[str, object]:
    return {
        "title": "Un potager partagé",
        "why": "Pour se rencontrer.",
        "theme": action.theme_id,
        "submission": str(uuid.uuid4()),
        **changed,
    }


def test_an_agent_proposes_and_a_double_click_proposes_once(
    client: Client, index: ProposalIndexPage, action: ActionPage, django_capture_on_commit_callbacks: Callable
) -> None:
    told: list[ProposalPage] = []
    proposal_posted.listen(lambda proposal, **kwargs: told.append(proposal), name="test")
    address = reverse("proposals:propose", args=[index.pk])
    assert client.get(address).status_code == 200
    data = form_of(action)
    with django_capture_on_commit_callbacks(execute=True):
        answers = [client.post(address, data) for _click in range(2)]
    del proposal_posted.listeners["test"]
    proposal = ProposalPage.objects.get()
    assert [answer.headers["Location"] for answer in answers] == [proposal.get_url()] * 2
    assert told == [proposal]
    html = client.get(proposal.get_url()).content.decode()
    assert "Un potager partagé" in html
    assert "Pour se rencontrer." in html
    assert "Un potager partagé" in client.get(index.get_url()).content.decode()


@pytest.mark.parametrize("name", ["title", "why", "theme"])
def test_a_refused_proposal_loses_nothing(
    name: str, client: Client, index: ProposalIndexPage, action: ActionPage
) -> None:
    data = form_of(action, **{name: ""})
    response = client.post(reverse("proposals:propose", args=[index.pk]), data)
    html = response.content.decode()
    assert response.status_code == 200
    assert not ProposalPage.objects.exists()
    assert "field__errors" in html
    assert all(str(data[kept]) in html for kept in ("title", "why") if kept != name)


def test_another_text_with_the_same_form_is_said_and_can_be_sent_again(
    client: Client, index: ProposalIndexPage, action: ActionPage
) -> None:
    address = reverse("proposals:propose", args=[index.pk])
    data = form_of(action)
    client.post(address, data)
    response = client.post(address, data | {"why": "Un autre pourquoi."})
    html = response.content.decode()
    assert "Un autre pourquoi." in html
    assert 'role="alert"' in html
    assert str(data["submission"]) not in html
    assert ProposalPage.objects.count() == 1


def test_a_list_withdrawn_under_the_form_gives_the_text_back(
    client: Client, index: ProposalIndexPage, action: ActionPage
) -> None:
    Page.objects.filter(pk=index.pk).update(live=False)
    response = client.post(reverse("proposals:propose", args=[index.pk]), form_of(action))
    assert response.status_code == 404
    assert "Un potager partagé\n\nPour se rencontrer." in response.content.decode()


def test_titles_that_agree_or_say_nothing_have_addresses_of_their_own(
    index: ProposalIndexPage, action: ActionPage, agent: User
) -> None:
    made = [
        propose(index=index, author=agent, title=title, why="Oui.", theme=action.theme)
        for title in ("Le café", "Le café", "?!", "é" * 150)
    ]
    assert len({one.slug for one in made}) == 4


def test_an_idea_begins_a_proposal(client: Client, index: ProposalIndexPage, action: ActionPage) -> None:
    idea = CommentFactory(page=action, kind=CommentKind.IDEA, text="Et un hamac ?")
    plain = CommentFactory(page=action, text="Bonjour à vous.")
    address = reverse("proposals:propose", args=[index.pk])
    assert "Et un hamac ?" in client.get(f"{address}?idee={idea.pk}").content.decode()
    assert "Bonjour à vous." not in client.get(f"{address}?idee={plain.pk}").content.decode()
    Page.objects.filter(pk=action.pk).update(live=False)
    assert client.get(f"{address}?idee={idea.pk}").status_code == 404


def test_the_link_of_an_idea_leads_to_the_form_of_its_project(
    client: Client, index: ProposalIndexPage, action: ActionPage
) -> None:
    ProposalIndexPageFactory()  # of another project
    CommentFactory(page=action, text="Bonjour à vous.")
    assert "/proposer/" not in client.get(action.get_url()).content.decode()
    idea = CommentFactory(page=action, kind=CommentKind.IDEA, text="Et un hamac ?")
    address = reverse("proposals:propose_idea", args=[idea.pk])
    assert address in client.get(action.get_url()).content.decode()
    response = client.get(address)
    assert response.headers["Location"] == f"{reverse('proposals:propose', args=[index.pk])}?idee={idea.pk}"


def test_an_idea_waits_where_there_is_no_list_of_proposals(client: Client, action: ActionPage) -> None:
    idea = CommentFactory(page=action, kind=CommentKind.IDEA)
    response = client.get(reverse("proposals:propose_idea", args=[idea.pk]), follow=True)
    assert "Il n’y a pas encore de liste de propositions." in response.content.decode()


def test_an_empty_list_can_be_begun(client: Client, index: ProposalIndexPage) -> None:
    html = client.get(index.get_url()).content.decode()
    assert reverse("proposals:propose", args=[index.pk]) in html
    assert "Pas encore de proposition" in html


def test_its_author_corrects_for_a_day_and_readers_see_what_it_said(
    sign_in: SignIn, client: Client, proposal: ProposalPage, action: ActionPage
) -> None:
    address = reverse("proposals:correct_proposal", args=[proposal.pk])
    assert client.post(address, form_of(action)).status_code == 403
    author = sign_in(proposal.author)
    author.post(address, form_of(action))
    proposal.refresh_from_db()
    assert (proposal.title, proposal.why) == ("Un potager partagé", "Pour se rencontrer.")
    versions = client.get(reverse("proposals:proposal_versions", args=[proposal.pk])).content.decode()
    assert "Un jardin" in versions
    assert "Pour tous." in versions
    yesterday = timezone.now() - datetime.timedelta(days=1, minutes=1)
    ProposalPage.objects.filter(pk=proposal.pk).update(created_at=yesterday)
    html = author.post(address, form_of(action, why="Trop tard.")).content.decode()
    assert "Trop tard." in html
    proposal.refresh_from_db()
    assert proposal.why == "Pour se rencontrer."


def test_support_is_given_once_and_taken_back(client: Client, proposal: ProposalPage) -> None:
    address = reverse("proposals:support_proposal", args=[proposal.pk])
    for _click in range(2):
        assert client.post(address, {"support": "1"}).status_code == 302
    assert proposal.supports.count() == 1
    html = client.post(address, {"support": ""}, headers={"HX-Request": "true"}).content.decode()
    assert 'id="soutien"' in html
    assert "<html" not in html
    assert proposal.supports.count() == 0


def test_nobody_supports_a_proposal_of_their_own(sign_in: SignIn, proposal: ProposalPage) -> None:
    address = reverse("proposals:support_proposal", args=[proposal.pk])
    sign_in(proposal.author).post(address, {"support": "1"})
    assert not ProposalSupport.objects.exists()


def test_what_may_not_be_read_is_not_found(client: Client, proposal: ProposalPage) -> None:
    Page.objects.filter(pk=proposal.pk).update(live=False)
    for name in ("correct_proposal", "proposal_versions", "support_proposal", "answer_proposal"):
        assert client.get(reverse(f"proposals:{name}", args=[proposal.pk])).status_code == 404


def test_the_committee_answers_and_the_action_says_where_it_comes_from(
    client: Client,
    committee: Client,
    proposal: ProposalPage,
    action: ActionPage,
    django_capture_on_commit_callbacks: Callable,
) -> None:
    told: list[ProposalPage] = []
    proposal_answered.listen(lambda proposal, **kwargs: told.append(proposal), name="test")
    address = reverse("proposals:answer_proposal", args=[proposal.pk])
    data = {"outcome": "not_taken_up", "reason": "Trop cher.", "submission": str(uuid.uuid4())}
    assert client.post(address, data).status_code == 403
    with django_capture_on_commit_callbacks(execute=True):
        for _click in range(2):
            assert committee.post(address, data).status_code == 302
    assert ProposalAnswer.objects.count() == 1
    later = {"outcome": "taken_up", "action": action.number, "reason": "Finalement oui."}
    with django_capture_on_commit_callbacks(execute=True):
        committee.post(address, later)
    del proposal_answered.listeners["test"]
    assert told == [proposal, proposal]
    html = client.get(proposal.get_url()).content.decode()
    assert html.index("Finalement oui.") < html.index("Trop cher.")
    action = ActionPage.objects.get(pk=action.pk)
    assert action.origin == ActionOrigin.PROPOSAL
    assert "Un jardin" in client.get(action.get_url()).content.decode()
    assert ActionPage.objects.get(pk=action.pk).get_latest_revision_as_object().origin == "proposal"


def test_editors_have_the_last_word_on_the_origin(proposal: ProposalPage, action: ActionPage) -> None:
    ActionPage.objects.filter(pk=action.pk).update(origin=ActionOrigin.WORKSHOP)
    answer_proposal(
        proposal=proposal,
        author=UserFactory(),
        outcome=ProposalOutcome.TAKEN_UP,
        reason="Oui.",
        action=action,
    )
    assert ActionPage.objects.get(pk=action.pk).origin == ActionOrigin.WORKSHOP


@pytest.mark.parametrize(
    "changed", [{"reason": ""}, {"outcome": ""}, {"action": ""}, {"action": "999999"}, {"outcome": "rien"}]
)
def test_a_refused_answer_loses_nothing(
    changed: dict[str, str], committee: Client, proposal: ProposalPage, action: ActionPage
) -> None:
    data = {"outcome": "joined", "action": str(action.number), "reason": "Parce que voilà.", **changed}
    response = committee.post(reverse("proposals:answer_proposal", args=[proposal.pk]), data)
    assert response.status_code == 200
    assert "field__errors" in (html := response.content.decode())
    assert data["reason"] in html
    assert not ProposalAnswer.objects.exists()


def test_an_answer_survives_its_action(proposal: ProposalPage, action: ActionPage) -> None:
    other = ActionPageFactory(parent=action.get_parent(), theme=action.theme)
    number = other.number
    answer = answer_proposal(
        proposal=proposal, author=UserFactory(), outcome=ProposalOutcome.JOINED, reason="Oui.", action=other
    )
    other.delete()
    answer.refresh_from_db()
    assert (answer.action, answer.action_number) == (None, number)


def test_an_answer_without_a_reason_is_refused(proposal: ProposalPage) -> None:
    with pytest.raises(ValidationError):
        answer_proposal(
            proposal=proposal, author=UserFactory(), outcome=ProposalOutcome.NOT_TAKEN_UP, reason=""
        )


def test_lists_by_state_theme_and_order(
    client: Client, index: ProposalIndexPage, proposal: ProposalPage, action: ActionPage, agent: User
) -> None:
    other = propose(index=index, author=UserFactory(), title="Une sieste", why="Oui.", theme=action.theme)
    support_proposal(proposal=proposal, agent=agent, supported=True)
    answer_proposal(
        proposal=proposal, author=UserFactory(), outcome=ProposalOutcome.NOT_TAKEN_UP, reason="Non."
    )

    def shown(query: str) -> list[str]:
        html = client.get(index.get_url() + query).content.decode()
        places = {title: html.find(f">{title}</a>") for title in (proposal.title, other.title)}
        return sorted((title for title, place in places.items() if place >= 0), key=lambda t: places[t])

    assert shown("") == ["Un jardin", "Une sieste"]
    assert shown("?tri=recentes") == ["Une sieste", "Un jardin"]
    assert shown("?tri=attente") == ["Une sieste", "Un jardin"]
    assert shown("?etat=non-retenues") == ["Un jardin"]
    assert shown("?etat=en-attente") == ["Une sieste"]
    assert shown(f"?theme={action.theme.slug}&page=99&etat=rien") == ["Un jardin", "Une sieste"]


ADMIN_ADDRESSES = [
    ("wagtailadmin_pages:edit", {"title": "Réécrit", "why": "Autre."}),
    ("wagtailadmin_pages:delete", {}),
    ("wagtailadmin_pages:unpublish", {}),
    ("wagtailadmin_pages:copy", {}),
    ("wagtailadmin_pages:move", {}),
    ("wagtailadmin_pages:set_privacy", {"restriction_type": "login"}),
]


@pytest.mark.parametrize("is_superuser", [False, True])
@pytest.mark.parametrize("name", ["proposal", "index"])
def test_nobody_takes_a_proposal_away_in_the_administration(
    name: str, is_superuser: bool, sign_in: SignIn, proposal: ProposalPage, index: ProposalIndexPage
) -> None:
    administrator = UserFactory(groups=["Administration"], is_superuser=is_superuser)
    client = sign_in(administrator)
    page = {"proposal": proposal, "index": index}[name]
    before = (
        Page.objects.filter(pk__in=[proposal.pk, index.pk]).order_by("pk").values("path", "live", "title")
    )
    expected = list(before)
    for address, data in ADMIN_ADDRESSES:
        if (name, address) != ("index", "wagtailadmin_pages:edit"):
            client.post(reverse(address, args=[page.pk]), data)
    target = page.get_parent().get_parent()
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, target.pk]))
    for action in ("delete", "unpublish", "move"):
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        client.post(f"{bulk}?id={page.pk}", {"include_descendants": "on", "chooser": target.pk})
    for action in ("delete", "unpublish", "copy"):
        client.post(reverse("wagtailadmin_api:pages:action", args=[page.pk, action]))
    assert list(before) == expected
    assert ProposalPage.objects.count() == 1
    assert not page.view_restrictions.exists()


def test_a_project_is_not_deleted_over_its_proposals(sign_in: SignIn, proposal: ProposalPage) -> None:
    client = sign_in(UserFactory(groups=["Administration"], is_superuser=True))
    project = proposal.get_parent().get_parent()
    response = client.post(reverse("wagtailadmin_pages:delete", args=[project.pk]))
    assert response.status_code == 409
    assert ProposalPage.objects.filter(pk=proposal.pk, live=True).exists()
    with pytest.raises(PermissionDenied):
        project.specific.delete()


@pytest.mark.parametrize("count", [2, 30])
def test_the_list_costs_the_same_whatever_it_holds(
    count: int,
    client: Client,
    index: ProposalIndexPage,
    action: ActionPage,
    django_assert_max_num_queries: Callable,
) -> None:
    for number in range(count):
        propose(index=index, author=UserFactory(), title=f"Idée {number}", why="Oui.", theme=action.theme)
    client.get(index.get_url())
    with django_assert_max_num_queries(25):
        client.get(index.get_url())


def test_a_proposal_sent_after_the_session_expired_is_kept_for_its_author(
    client: Client, agent: User, index: ProposalIndexPage, action: ActionPage
) -> None:
    address = reverse("proposals:propose", args=[index.pk])
    form = read_form(client.get(address).content.decode(), "proposal")
    client.cookies.clear()
    typed = {"title": "Un potager partagé", "why": "Pour se rencontrer.", "theme": str(action.theme_id)}
    answer = client.post(address, form.fields | typed)
    assert answer.url == f"/connexion/?next={address}"
    back = client.post(answer.url, {"username": agent.email, "password": "une phrase de passe solide"})
    html = client.get(back.url).content.decode()
    again = read_form(html, "proposal")
    assert (again.fields["title"], again.fields["why"]) == (typed["title"], typed["why"])
    assert f'<option selected value="{action.theme_id}">' in html
    client.post(address, again.fields | {"theme": action.theme_id})
    assert ProposalPage.objects.get().author == agent
    assert "Un potager partagé" not in client.get(address).content.decode()
    client.force_login(UserFactory())
    assert client.post(address, form.fields | typed).status_code == 403


@pytest.fixture
def committed(shared_database: None) -> Iterator[tuple[ProposalIndexPage, ActionPage, list[User]]]:
    """A list of proposals and agents that every thread reads."""

    def make() -> tuple[ProposalIndexPage, ActionPage, list[User]]:
        action = ActionPageFactory()
        return ProposalIndexPageFactory(parent=action.project), action, [UserFactory() for _one in range(8)]

    [made] = together(make)
    yield made
    index, action, agents = made

    def remove() -> None:
        for told in (Notification, Follow):
            told.objects.all().delete()
        # What nobody may do in the portal.
        ProposalPage.objects.all()._raw_delete("default")
        Page.objects.child_of(index)._raw_delete("default")
        Page.objects.filter(pk=index.pk).update(numchild=0)
        action.project.delete()
        for agent in agents:
            agent.delete()

    together(remove)


def test_proposals_made_at_the_same_moment_each_have_their_place(
    committed: tuple[ProposalIndexPage, ActionPage, list[User]],
) -> None:
    index, action, agents = committed
    together(
        *(
            lambda agent=agent: propose(
                index=index, author=agent, title="La même", why="Oui.", theme=action.theme
            )
            for agent in agents
        )
    )
    [(paths, slugs, children)] = together(
        lambda: (
            set(Page.objects.child_of(index).values_list("path", flat=True)),
            set(Page.objects.child_of(index).values_list("slug", flat=True)),
            Page.objects.get(pk=index.pk).numchild,
        )
    )
    assert (len(paths), len(slugs), children) == (8, 8, 8)


def test_one_form_sent_twice_at_the_same_moment_proposes_once(
    committed: tuple[ProposalIndexPage, ActionPage, list[User]],
) -> None:
    index, action, agents = committed
    token = uuid.uuid4()
    made = together(
        *(
            lambda: propose(
                index=index, author=agents[0], title="Une", why="Oui.", theme=action.theme, submission=token
            )
            for _click in range(4)
        )
    )
    assert len({one.pk for one in made}) == 1


def test_support_is_exact_when_everybody_clicks_at_once(
    committed: tuple[ProposalIndexPage, ActionPage, list[User]],
) -> None:
    index, action, agents = committed
    author, *others = agents
    [proposal] = together(
        lambda: propose(index=index, author=author, title="Une", why="Oui.", theme=action.theme)
    )
    together(
        *(
            lambda agent=agent: support_proposal(proposal=proposal, agent=agent, supported=True)
            for agent in others * 2
        )
    )
    [count] = together(lambda: proposal.supports.count())
    assert count == len(others)
    together(lambda: ProposalSupport.objects.all().delete())
