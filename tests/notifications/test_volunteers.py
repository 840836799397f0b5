"""What is told of volunteers."""

import uuid
from collections.abc import Callable

import pytest

from portal.accounts.models import User
from projects.enums import ManagerRole
from projects.notifications.enums import Category, Frequency
from projects.notifications.services.settings import save_settings
from projects.volunteering.services import (
    accept_volunteer,
    decline_volunteer,
    message_volunteers,
    volunteer,
    withdraw,
)
from tests.factories import ActionPageFactory, ServiceFactory, UserFactory, VolunteerFactory
from tests.mailbox import Mailbox, parts, send_due_mail

from .conftest import Commit, centre, received

pytestmark = pytest.mark.django_db


def test_the_manager_of_the_service_is_told(agent: User, commit: Commit, sign_in: Callable) -> None:
    manager = UserFactory()
    agent.service = ServiceFactory(manager=manager)
    agent.save()
    action = ActionPageFactory(seeking_volunteers=True, title="La navette")
    action.project.manager_role = ManagerRole.ASKED
    action.project.save()
    offer = commit(volunteer, action=action, agent=agent)
    assert received(manager) == ["manager_asked"]
    html = centre(sign_in, manager)
    assert f"{agent}, de votre service, propose son aide." in html
    assert f'href="{offer.get_absolute_url()}"' in html


def test_the_volunteer_is_told_of_each_step(commit: Commit, sign_in: Callable, mailbox: Mailbox) -> None:
    offer = VolunteerFactory()
    commit(accept_volunteer, offer=offer)
    assert received(offer.agent) == ["volunteer_changed"]
    assert "Votre offre est acceptée" in centre(sign_in, offer.agent)
    other = VolunteerFactory(action=offer.action)
    commit(decline_volunteer, offer=other, decline_message="Une autre fois, merci !")
    html = centre(sign_in, other.agent)
    assert "Votre offre n’est pas retenue" in html
    assert "Une autre fois, merci !" in html


def test_a_freed_place_is_told_to_who_gets_it_and_to_the_lead(commit: Commit, sign_in: Callable) -> None:
    lead = UserFactory()
    action = ActionPageFactory(volunteers_wanted=1, volunteers_for="Tester", lead_person=lead)
    first, second = UserFactory(), UserFactory()
    for person in (first, second):
        commit(volunteer, action=action, agent=person)
    commit(withdraw, action=action, agent=first)
    assert received(first) == []
    assert received(second) == ["volunteer_changed"]
    assert received(lead) == ["volunteer_joined", "volunteer_joined", "volunteer_left"]
    assert "Une place s’est libérée" in centre(sign_in, second)


def test_a_message_of_the_lead_person_reaches_the_volunteers_by_mail(
    commit: Commit, sign_in: Callable, mailbox: Mailbox
) -> None:
    offer = VolunteerFactory()
    lead = UserFactory(first_name="Solène", last_name="Garance")
    any_time = {"quiet_from": "00:00", "quiet_until": "00:00", "working_days_only": False}
    save_settings(agent=offer.agent, frequencies={Category.VOLUNTEERING: Frequency.AT_ONCE}, hours=any_time)
    commit(
        message_volunteers,
        action=offer.action,
        sender=lead,
        recipients=[offer.agent],
        subject="Rendez-vous",
        text="Mardi à neuf heures, salle B.",
        submission=uuid.uuid4(),
    )
    assert received(offer.agent) == ["addressed"]
    assert "Mardi à neuf heures" in centre(sign_in, offer.agent)
    assert send_due_mail() == 1
    for part in parts(mailbox.take()[0]):
        assert "Message de Solène Garance : Rendez-vous" in part.replace("\xa0", " ")
        assert "Mardi à neuf heures, salle B." in part
