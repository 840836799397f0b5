"""A person's own lists and the register say what is so at the next request, and to nobody else."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from projects.comments.services import delete_comment, edit_comment
from projects.models import ActionPage
from projects.moderation.services import lodge_appeal
from projects.notifications.enums import FollowKind
from projects.notifications.services.following import follow, unfollow
from projects.volunteering.services import volunteer, withdraw
from tests.factories import ActionPageFactory, CommentFactory, UserFactory
from tests.moderating import fold

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
REGISTER = "/participation/registre/"


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def client(agent: User, sign_in: SignIn) -> Client:
    """Signed in as `agent`."""
    return sign_in(agent)


@pytest.fixture
def action(db: None) -> ActionPage:
    return ActionPageFactory(title="Le parapheur", seeking_volunteers=True)


def restrict(page: ActionPage, group: str = "Comité de pilotage") -> None:
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.get(name=group))


def test_my_space_after_each_change(client: Client, agent: User, action: ActionPage, sign_in: SignIn) -> None:
    my_space, other = reverse("my_space"), sign_in(UserFactory())
    action.lead_person = agent
    action.save()
    volunteer(action=action, agent=agent, message="")
    comment = CommentFactory(page=action, author=agent, text="Mon avis")
    before = text(client, my_space)
    assert "Mon avis" in before
    assert "Mon avis" not in text(other, my_space)
    assert "Le parapheur" not in text(other, my_space)
    edit_comment(comment=comment, text="Mon autre avis")
    assert "Mon autre avis" in text(client, my_space)
    withdraw(action=action, agent=agent)
    assert "Proposition retirée" in text(client, my_space)
    action.title = "La navette"
    action.save_revision().publish()
    after = text(client, my_space)
    assert "La navette" in after
    assert "Le parapheur" not in after
    delete_comment(comment=comment)
    assert "Mon autre avis" not in text(client, my_space)
    restrict(action)
    assert "La navette" not in text(client, my_space)
    agent.groups.add(Group.objects.get(name="Comité de pilotage"))
    assert "La navette" in text(client, my_space)
    action.unpublish()
    assert "La navette" not in text(client, my_space)


def test_what_moderation_decides_and_an_appeal_are_said_at_once(client: Client, agent: User) -> None:
    comment = CommentFactory(author=agent, text="Trop vif")
    assert "Trop vif" in text(client, reverse("my_space"))
    decision = fold(comment, moderator=UserFactory(), reasoning="Article 3")
    html = text(client, reverse("my_space"))
    assert "Article 3" in html
    assert "Trop vif" not in html
    appeal = reverse("moderation:appeal", args=[decision.pk])
    assert appeal in html
    lodge_appeal(decision=decision, appellant=agent, text="Je conteste")
    assert appeal not in text(client, reverse("my_space"))


def test_the_register_after_each_change(client: Client, action: ActionPage, sign_in: SignIn) -> None:
    comment = CommentFactory(page=action)
    assert "Le parapheur" not in text(client, REGISTER)
    decision = fold(comment, moderator=UserFactory(), reasoning="Vise une personne")
    html = text(client, REGISTER)
    assert "Vise une personne" in html
    lodge_appeal(decision=decision, appellant=comment.author, text="Je conteste")
    assert text(client, REGISTER) != html
    action.title = "La navette"
    action.save_revision().publish()
    assert "La navette" in text(client, REGISTER)
    restrict(action)
    member = UserFactory()
    member.groups.add(Group.objects.get(name="Comité de pilotage"))
    shown = text(sign_in(member), REGISTER)
    assert "La navette" in shown
    assert "Vise une personne" in shown
    hidden = text(client, REGISTER)
    assert "La navette" not in hidden
    assert "Vise une personne" not in hidden


def test_the_register_keeps_nothing_of_an_address_that_was_made_up(
    client: Client, action: ActionPage
) -> None:
    fold(CommentFactory(page=action), moderator=UserFactory())
    for query in ("?outcome=inconnu", "?rule=4444", "?rule=x&page=9", "?trace=inventee"):
        assert "Le parapheur" in text(client, REGISTER + query)
    assert "inventee" not in text(client, REGISTER)
    assert 'value="fold" selected' in text(client, f"{REGISTER}?outcome=fold")
    assert "Le parapheur" not in text(client, f"{REGISTER}?outcome=withdraw")
    assert "selected" not in text(client, REGISTER).split('id="id_outcome"')[1].split("</select>")[0].replace(
        'value="" selected', ""
    )


def test_what_i_follow_after_each_change(client: Client, agent: User, action: ActionPage) -> None:
    address = reverse("notifications:following")
    assert "Le parapheur" not in text(client, address)
    follow(agent=agent, kind=FollowKind.ACTION, key=action.pk)
    assert "Le parapheur" in text(client, address)
    action.title = "La navette"
    action.save_revision().publish()
    assert "La navette" in text(client, address)
    restrict(action)
    assert "La navette" not in text(client, address)
    PageViewRestriction.objects.all().delete()
    unfollow(agent=agent, kind=FollowKind.ACTION, key=action.pk)
    assert "La navette" not in text(client, address)
