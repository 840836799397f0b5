"""The settings: a frequency for each category, hours; and the signed address that stops a mail."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from projects.notifications.enums import DEFAULT_FREQUENCIES, Category, Frequency
from projects.notifications.models import MailSettings, Preference
from projects.notifications.services.settings import frequencies_of
from projects.notifications.unsubscribing import sign_unsubscription
from tests.factories import UserFactory
from tests.forms import read_form

pytestmark = pytest.mark.django_db

SETTINGS = "/mon-espace/notifications/reglages/"


def choices(**changed: str) -> dict[str, str]:
    """What the form sends."""
    frequencies = {category.value: Frequency.WEEKLY.value for category in Category}
    hours = {"quiet_from": "18:30", "quiet_until": "09:00", "working_days_only": "on"}
    return frequencies | hours | changed


def test_the_defaults_are_shown(client: Client) -> None:
    html = client.get(SETTINGS).content.decode()
    for category, frequency in DEFAULT_FREQUENCIES.items():
        assert f'name="{category.value}" value="{frequency.value}"' in html
    assert html.count(" checked") == len(Category) + 1
    assert 'value="19:00"' in html
    assert 'value="08:00"' in html


def test_choices_are_kept_and_shown_again(client: Client, agent: User) -> None:
    response = client.post(SETTINGS, choices(conversations="none", answers="at_once"), follow=True)
    assert "Vos choix sont enregistrés." in response.content.decode()
    chosen = frequencies_of(agent)
    assert chosen[Category.CONVERSATIONS] == Frequency.NONE
    assert chosen[Category.ANSWERS] == Frequency.AT_ONCE
    assert chosen[Category.DECISIONS] == Frequency.WEEKLY
    hours = MailSettings.objects.get(agent=agent)
    assert (f"{hours.quiet_from:%H:%M}", f"{hours.quiet_until:%H:%M}") == ("18:30", "09:00")
    assert hours.working_days_only
    unticked = choices()
    del unticked["working_days_only"]
    client.post(SETTINGS, unticked)
    assert not MailSettings.objects.get(agent=agent).working_days_only
    assert Preference.objects.filter(agent=agent).count() == len(Category)


def test_nothing_is_kept_of_a_form_with_a_mistake_and_nothing_typed_is_lost(
    client: Client, agent: User
) -> None:
    response = client.post(SETTINGS, choices(quiet_from="25 h", answers="at_once", searches="hourly"))
    html = response.content.decode()
    assert response.status_code == 200
    assert 'value="25 h"' in html
    assert "Vos choix ne sont pas encore enregistrés" in html
    assert not Preference.objects.exists()
    assert not MailSettings.objects.exists()


def test_the_choices_of_others_stay(client: Client) -> None:
    other = UserFactory()
    client.post(SETTINGS, choices(decisions="none"))
    assert frequencies_of(other) == DEFAULT_FREQUENCIES


def test_the_form_is_complete_without_javascript(client: Client) -> None:
    form = read_form(client.get(SETTINGS).content.decode(), "mail-settings")
    assert set(form.fields) >= {"quiet_from", "quiet_until", *Category.values}


def test_a_visit_of_the_signed_address_asks_first(agent: User) -> None:
    address = reverse(
        "notifications:unsubscribe", args=[sign_unsubscription(agent, [Category.ANSWERS, Category.ACTIONS])]
    )
    html = Client().get(address).content.decode()
    assert "Arrêter ces mails" in html
    assert "Réponses et mentions" in html
    assert frequencies_of(agent) == DEFAULT_FREQUENCIES
    html = Client().post(address).content.decode()
    assert "Vous ne recevrez plus de mail" in html
    stopped = {category for category, chosen in frequencies_of(agent).items() if chosen == Frequency.NONE}
    assert stopped == {Category.ANSWERS, Category.ACTIONS}


def test_a_forged_address_or_that_of_a_closed_account_stops_nothing(agent: User) -> None:
    token = sign_unsubscription(agent, [Category.ANSWERS])
    User.objects.filter(pk=agent.pk).update(is_active=False)
    for tried in (token, f"{token}x", "x", f"{UserFactory().pk}:answers"):
        address = reverse("notifications:unsubscribe", args=[tried])
        assert Client().post(address).status_code == 404
    assert not Preference.objects.exists()


def test_settings_are_for_who_is_signed_in(sign_in: Callable[[User], Client]) -> None:
    response = Client().get(SETTINGS)
    assert response.headers["Location"].startswith("/connexion/")
