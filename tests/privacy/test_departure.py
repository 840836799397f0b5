"""Who left is no longer named anywhere; what they wrote lets debates hold."""

import datetime
from collections.abc import Callable

import pytest
from django.core.mail import send_mail
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page, Revision

from portal.accounts.models import User
from portal.mail.enums import GivenUp
from portal.mail.models import OutgoingMail
from portal.mail.services import give_up
from portal.privacy import services
from portal.privacy.services import pseudonymise_departed
from portal.signin.enums import Notice
from portal.signin.mail import send_notice, send_reset
from projects.comments.models import Comment, CommentVersion
from projects.comments.services import delete_comment
from projects.models import ActionPage
from projects.volunteering.models import Volunteer
from tests.factories import CommentFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SignIn = Callable[[User], Client]
DAY = datetime.timedelta(days=1)
# What must be nowhere once the person is forgotten.
NAMES = ("Introuvable", "Dominique", "Cartographe", "Appelez-moi", "Le mardi", "Je m’oppose")


def leave(person: User, *, days_ago: int = 31, **fields: object) -> User:
    for name, value in {"is_active": False, **fields}.items():
        setattr(person, name, value)
    person.deactivated_at = timezone.now() - days_ago * DAY
    person.save()
    return person


def anonymise(person: User) -> User:
    assert pseudonymise_departed(timezone.now() - 30 * DAY) == 1
    person.refresh_from_db()
    return person


def text_of_the_database() -> str:
    """Every value of every table."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows += cursor.fetchall()
    return repr(rows)


@pytest.mark.parametrize("way", ["save", "save a few fields", "update", "the administration", "bulk action"])
def test_closing_an_account_is_dated_whatever_the_way(way: str, agent: User, sign_in: SignIn) -> None:
    administrator = sign_in(UserFactory(groups=["Administration"]))
    before = timezone.now()
    if way == "save":
        agent.is_active = False
        agent.save()
    elif way == "save a few fields":
        agent.is_active = False
        agent.save(update_fields=["is_active"])
    elif way == "update":
        User.objects.filter(pk=agent.pk).update(is_active=False)
    elif way == "the administration":
        form = {
            "email": agent.email,
            "first_name": "Camille",
            "last_name": "Parti",
            "password1": "",
            "password2": "",
        }
        administrator.post(reverse("wagtailusers_users:edit", args=[agent.pk]), form)
    else:
        address = reverse("wagtail_bulk_action", args=["accounts", "user", "set_active_state"])
        administrator.post(f"{address}?id={agent.pk}", {"mark_as_active": "False"})
    agent.refresh_from_db()
    assert not agent.is_active
    assert before <= agent.deactivated_at <= timezone.now()


def test_opening_an_account_again_forgets_the_date(agent: User) -> None:
    leave(agent)
    User.objects.filter(pk=agent.pk).update(is_active=True)
    agent.refresh_from_db()
    assert agent.deactivated_at is None
    assert pseudonymise_departed(timezone.now()) == 0


def test_closing_twice_keeps_the_first_date(agent: User) -> None:
    first = leave(agent, days_ago=10).deactivated_at
    User.objects.filter(pk=agent.pk).update(is_active=False)
    agent.refresh_from_db()
    agent.save()
    assert agent.deactivated_at == first


def test_a_departed_agent_is_named_nowhere_in_the_database(person: User) -> None:
    assert all(name in text_of_the_database() for name in NAMES)
    anonymise(leave(person))
    text = text_of_the_database()
    assert [name for name in NAMES if name in text] == []
    assert "Mon avis est fait" in text
    assert "Ça avance" in text


def test_mail_to_a_departed_agent_is_deleted_and_that_to_others_stays(person: User, agent: User) -> None:
    address = person.email
    OutgoingMail.objects.all().delete()
    for recipient in (address, address.upper(), f"Dominique <{address}>", f"x{address}", agent.email):
        send_mail("Votre offre", "Bonjour", None, [recipient])
    for row in OutgoingMail.objects.filter(recipient=address.upper()):
        give_up(row, GivenUp.REFUSED, "550", timezone.now())
    send_notice(Notice.PASSWORD_CHANGED, person)
    send_notice(Notice.PASSWORD_CHANGED, agent)
    send_reset(address)
    send_reset(agent.email)
    anonymise(leave(person))
    left = set(OutgoingMail.objects.values_list("recipient", flat=True))
    assert left == {f"x{address}", agent.email}


def test_the_account_opens_nothing_and_reaches_nobody(person: User) -> None:
    anonymise(leave(person, is_superuser=True))
    assert str(person) == "Agent parti"
    assert person.email == f"{person.pk}@agent-parti.invalid"
    assert not person.has_usable_password()
    assert not person.is_superuser
    assert not person.groups.exists()
    assert (person.organisation, person.service, person.job_title, person.last_login) == (
        None,
        None,
        "",
        None,
    )


def test_debates_hold_without_the_name(
    person: User, action: ActionPage, agent: User, sign_in: SignIn
) -> None:
    anonymise(leave(person))
    html = sign_in(agent).get(action.get_url()).content.decode()
    assert "Mon avis est fait" in html
    assert "Réponse d’un autre" in html
    assert "Agent parti</h3>" in html
    assert "avatar--departed" in html
    assert not CommentVersion.objects.filter(comment__author=person).exists()


def test_texts_go_when_the_person_asked_and_answers_stay(
    person: User, action: ActionPage, agent: User, sign_in: SignIn
) -> None:
    deleted = CommentFactory(page=action, author=person, text="Supprimé depuis")
    delete_comment(comment=deleted)
    alone = CommentFactory(page=action, author=person, text="Sans réponse")
    anonymise(leave(person, forget_texts=True))
    html = sign_in(agent).get(action.get_url()).content.decode()
    assert html.count("Texte retiré à la demande de son auteur") == 2
    assert f'id="commentaire-{alone.pk}"' in html
    assert f'id="commentaire-{deleted.pk}"' not in html
    assert "Réponse d’un autre" in html
    assert "Article 3" in html  # the public trace of the moderation stays
    text = text_of_the_database()
    for gone in ("Mon avis est fait", "Premier jet", "Trop vif", "Supprimé depuis", "Sans réponse"):
        assert gone not in text


def test_a_removed_text_is_not_to_be_answered_edited_or_read(
    person: User, action: ActionPage, agent: User, sign_in: SignIn
) -> None:
    anonymise(leave(person, forget_texts=True))
    removed = Comment.objects.filter(author=person).first()
    assert removed is not None
    client = sign_in(agent)
    assert client.get(reverse("comments:comment_versions", args=[removed.pk])).status_code == 404
    client.post(reverse("comments:comments", args=[action.pk]), {"text": "Et alors ?", "parent": removed.pk})
    assert not Comment.objects.filter(text="Et alors ?").exists()


def test_actions_and_groups_wait_for_somebody_else(person: User, action: ActionPage) -> None:
    action.refresh_from_db()
    draft = action.save_revision(user=person, changed=False)
    anonymise(leave(person))
    action.refresh_from_db()
    assert action.lead_person is None
    draft.refresh_from_db()
    draft.publish()
    action.refresh_from_db()
    assert action.lead_person is None
    assert Revision.objects.filter(content__lead_person=person.pk).count() == 0


def test_places_of_volunteers_are_free_and_messages_erased(person: User, action: ActionPage) -> None:
    anonymise(leave(person))
    offer = Volunteer.objects.get(agent=person)
    assert (offer.message, offer.availability, offer.status) == ("", "", "withdrawn")
    assert not action.volunteers.taking_a_place().filter(agent=person).exists()


def test_pages_are_unlocked(person: User, action: ActionPage) -> None:
    Page.objects.filter(pk=action.pk).update(locked=True, locked_by=person, locked_at=timezone.now())
    anonymise(leave(person))
    assert not Page.objects.get(pk=action.pk).locked


def test_the_log_never_held_the_name_of_an_account(
    agent: User, sign_in: SignIn, django_capture_on_commit_callbacks: Callable
) -> None:
    administrator = sign_in(UserFactory(groups=["Administration"]))
    form = {
        "email": agent.email,
        "first_name": "Prénomrare",
        "last_name": "Nomrare",
        "is_active": "on",
        "password1": "",
        "password2": "",
    }
    administrator.post(reverse("wagtailusers_users:edit", args=[agent.pk]), form)
    entry = ModelLogEntry.objects.get(action="wagtail.edit", object_id=str(agent.pk))
    assert entry.label == f"compte n°\u00a0{agent.pk}"
    assert "Nomrare" not in repr(entry.data)


def test_an_account_opened_again_meanwhile_is_left_alone(agent: User) -> None:
    leave(agent)
    before = timezone.now() - 30 * DAY
    User.objects.filter(pk=agent.pk).update(is_active=True)
    assert not services.pseudonymise(agent.pk, before=before)
    agent.refresh_from_db()
    assert agent.first_name == "Camille"


def test_a_failure_leaves_one_account_whole_and_the_next_run_ends_it(
    person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the process is killed: what was done for an account is undone, what is done stays."""
    leave(person)
    first = leave(UserFactory(), days_ago=90)

    def fail(user: User) -> None:
        if user.pk == person.pk:
            raise OSError

    kinds = services.personal_data()
    broken = [*kinds, type(kinds[0])("x", "x", "x", kinds[0].held, (), anonymise=fail)]
    with monkeypatch.context() as patched:
        patched.setattr(services, "personal_data", lambda: broken)
        with pytest.raises(OSError, match=r"^$"):
            pseudonymise_departed(timezone.now() - 30 * DAY)
    first.refresh_from_db()
    person.refresh_from_db()
    assert first.first_name == "Agent parti"
    assert person.first_name == "Dominique"
    assert Volunteer.objects.get(agent=person).message == "Appelez-moi au 12"
    assert pseudonymise_departed(timezone.now() - 30 * DAY) == 1


def test_administrators_cannot_bring_back_who_was_forgotten(person: User, sign_in: SignIn) -> None:
    anonymise(leave(person))
    administrator = sign_in(UserFactory(groups=["Administration"]))
    form = {"email": "x@exemple.invalid", "first_name": "Revenu", "last_name": "X", "is_active": "on"}
    administrator.post(reverse("wagtailusers_users:edit", args=[person.pk]), form)
    address = reverse("wagtail_bulk_action", args=["accounts", "user", "set_active_state"])
    response = administrator.post(f"{address}?id={person.pk}", {"mark_as_active": "True"}, follow=True)
    assert "Cet agent est parti" in response.content.decode()
    person.refresh_from_db()
    assert not person.is_active
    assert str(person) == "Agent parti"


def test_an_administrator_may_ask_for_the_removal_of_texts(agent: User, sign_in: SignIn) -> None:
    administrator = sign_in(UserFactory(groups=["Administration"]))
    address = reverse("wagtailusers_users:edit", args=[agent.pk])
    assert "retirer ses textes après son départ" in administrator.get(address).content.decode().lower()
    form = {
        "email": agent.email,
        "first_name": "C",
        "last_name": "N",
        "forget_texts": "on",
        "password1": "",
        "password2": "",
    }
    administrator.post(address, form)
    agent.refresh_from_db()
    assert agent.forget_texts


def test_the_command_says_what_it_forgot(person: User, capsys: pytest.CaptureFixture[str]) -> None:
    leave(person)
    call_command("purge_expired")
    assert "Nom et données d’un compte, après sa fermeture\u00a0: 1 effacés" in capsys.readouterr().out
    call_command("purge_expired")
    assert "fermeture\u00a0: 0 effacés" in capsys.readouterr().out


def test_two_departed_agents_have_two_addresses() -> None:
    for _number in range(2):
        leave(UserFactory())
    assert pseudonymise_departed(timezone.now() - 30 * DAY) == 2
    addresses = User.objects.filter(pseudonymised_at__isnull=False).aggregate(
        n=models.Count("email", distinct=True)
    )
    assert addresses["n"] == 2
