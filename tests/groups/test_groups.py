"""Working groups on the site: members, meetings, minutes, and who may change them."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from projects.groups.models import MEETINGS_PER_PAGE, GroupMeeting, GroupMember, WorkingGroupPage
from projects.groups.services import add_member, plan_meeting, write_minutes
from projects.meetings.signals import meeting_planned
from tests.factories import ServiceFactory, UserFactory, WorkingGroupPageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SignIn = Callable[[User], Client]
FORM = {
    "subject": "Point d’étape",
    "date": "2030-05-14",
    "starts": "09:00",
    "ends": "11:00",
    "place": "Salle Loire",
    "agenda": "Les délais\r\nLes visas",
}


@pytest.fixture
def facilitator(db: None) -> User:
    return UserFactory()


@pytest.fixture
def group(facilitator: User) -> WorkingGroupPage:
    return WorkingGroupPageFactory(facilitator=facilitator, mission="Retirer avant d’informatiser.")


@pytest.fixture
def desk(facilitator: User, sign_in: SignIn) -> Client:
    return sign_in(facilitator)


def held(group: WorkingGroupPage, *, days: int = 1, subject: str = "Lancement") -> GroupMeeting:
    """A meeting that took place this many days ago."""
    start = timezone.now() - datetime.timedelta(days=days)
    end = start + datetime.timedelta(hours=2)
    return plan_meeting(group=group, subject=subject, starts_at=start, ends_at=end)


def read(client: Client, group: WorkingGroupPage, query: str = "") -> str:
    return client.get(group.get_url() + query).content.decode()


def addresses(group: WorkingGroupPage, meeting: GroupMeeting) -> list[tuple[str, dict[str, Any]]]:
    """Every address that changes a group, with what its form sends."""
    agent = {"agent": UserFactory().pk}
    return [
        (reverse("groups:add_member", args=[group.pk]), agent),
        (reverse("groups:remove_member", args=[group.pk]), agent),
        (reverse("groups:plan_meeting", args=[group.pk]), FORM),
        (reverse("groups:change_meeting", args=[meeting.pk]), FORM),
        (reverse("groups:minutes", args=[meeting.pk]), {"minutes": "Décidé.", "replacing": ""}),
        (reverse("groups:cancel_meeting", args=[meeting.pk]), {}),
    ]


@pytest.mark.parametrize("who", ["anonymous", "agent", "member", "other facilitator"])
def test_who_does_not_run_the_group_changes_nothing(
    who: str, group: WorkingGroupPage, sign_in: SignIn
) -> None:
    meeting, person = held(group), UserFactory()
    if who == "member":
        add_member(group=group, agent=person)
    if who == "other facilitator":
        WorkingGroupPageFactory(parent=group.get_parent(), facilitator=person)
    client = Client() if who == "anonymous" else sign_in(person)
    members = set(group.members.values_list("agent", flat=True))
    for address, data in addresses(group, meeting):
        answer = client.post(address, data)
        assert answer.status_code in ((302,) if who == "anonymous" else (403, 404)), address
        assert who != "anonymous" or "connexion" in answer.headers["Location"], address
    assert set(group.members.values_list("agent", flat=True)) == members
    assert list(group.meetings.values_list("subject", "minutes")) == [("Lancement", "")]
    if who != "anonymous":
        html = read(client, group)
        assert reverse("groups:plan_meeting", args=[group.pk]) not in html
        assert client.get(reverse("groups:members", args=[group.pk])).status_code == 403


@pytest.mark.parametrize("who", ["facilitator", "administrator"])
def test_who_runs_the_group_changes_it(
    who: str, group: WorkingGroupPage, facilitator: User, sign_in: SignIn
) -> None:
    client = sign_in(facilitator if who == "facilitator" else UserFactory(groups=["Administration"]))
    meeting = held(group)
    assert reverse("groups:plan_meeting", args=[group.pk]) in read(client, group)
    for address, data in addresses(group, meeting):
        if address == reverse("groups:change_meeting", args=[meeting.pk]):
            # Still a meeting of the past, so that the minutes can be written.
            day = timezone.localdate() - datetime.timedelta(days=2)
            data = {**data, "date": day.isoformat()}
        assert client.post(address, data).status_code == 302, address
    assert set(group.meetings.values_list("subject", "minutes")) == {
        ("Point d’étape", ""),
        ("Point d’étape", "Décidé."),
    }


def test_the_page_shows_everything_to_an_agent(group: WorkingGroupPage, agent: User, sign_in: SignIn) -> None:
    member = UserFactory(last_name="Orsonval", service=ServiceFactory(name="Voirie"))
    add_member(group=group, agent=member)
    add_member(group=group, agent=UserFactory(last_name="Fermé", is_active=False))
    write_minutes(meeting=held(group), minutes="Deux visas retirés.", replacing="")
    start = timezone.now() + datetime.timedelta(days=3)
    plan_meeting(
        group=group,
        subject="Bilan",
        starts_at=start,
        ends_at=start + datetime.timedelta(hours=1),
        place="Salle Loire",
        agenda="Les <b>délais</b>",
    )
    html = read(sign_in(agent), group)
    for text in ("Orsonval", "Voirie", "Retirer avant", "Deux visas retirés.", "Bilan", "Salle Loire"):
        assert text in html
    assert html.index("Bilan") < html.index("Deux visas retirés.")
    assert "Les &lt;b&gt;délais&lt;/b&gt;" in html
    assert "Fermé" not in html


def test_a_closed_page_closes_its_forms_to_its_facilitator(group: WorkingGroupPage, desk: Client) -> None:
    meeting = held(group)
    PageViewRestriction.objects.create(page=group, restriction_type=PageViewRestriction.GROUPS)
    assert desk.get(reverse("groups:members", args=[group.pk])).status_code == 404
    for address, data in addresses(group, meeting):
        assert desk.post(address, data).status_code == 404, address


def test_a_text_comes_back_when_the_page_was_withdrawn(group: WorkingGroupPage, desk: Client) -> None:
    meeting = held(group)
    group.unpublish()
    for name, args, data, text in (
        ("groups:plan_meeting", [group.pk], FORM, "Les visas"),
        ("groups:change_meeting", [meeting.pk], FORM, "Les visas"),
        ("groups:minutes", [meeting.pk], {"minutes": "Un long <récit>"}, "Un long &lt;récit&gt;"),
    ):
        answer = desk.post(reverse(name, args=args), data)
        assert answer.status_code == 404
        assert text in answer.content.decode()
        assert group.title not in answer.content.decode()
        assert desk.get(reverse(name, args=args)).status_code == 404


def test_members_are_found_by_name_and_added_once(group: WorkingGroupPage, desk: Client) -> None:
    helene = UserFactory(first_name="Hélène", last_name="Valtreuil")
    UserFactory(first_name="Hélène", last_name="Partie", is_active=False)
    search = reverse("groups:members", args=[group.pk])
    html = desk.get(search, {"name": "helene"}).content.decode()
    assert f'name="agent" value="{helene.pk}"' in html
    assert "Partie" not in html
    for _click in range(2):
        assert desk.post(reverse("groups:add_member", args=[group.pk]), {"agent": helene.pk}).url == search
    assert group.members.get().agent == helene
    assert (
        reverse("groups:add_member", args=[group.pk])
        not in desk.get(search, {"name": "helene"}).content.decode()
    )
    for _click in range(2):
        assert desk.post(reverse("groups:remove_member", args=[group.pk]), {"agent": helene.pk}).url == search
    assert not group.members.exists()


@pytest.mark.parametrize("typed", ["", "h", "h" * 81, "a\0b"])
def test_a_name_that_cannot_be_looked_for_is_refused_in_words(
    typed: str, group: WorkingGroupPage, desk: Client
) -> None:
    answer = desk.get(reverse("groups:members", args=[group.pk]), {"name": typed})
    assert answer.status_code in (400, 422)


def test_nobody_is_added_who_may_not_read_the_group(
    group: WorkingGroupPage, sign_in: SignIn, agent: User
) -> None:
    administrator = UserFactory(is_superuser=True)
    PageViewRestriction.objects.create(page=group, restriction_type=PageViewRestriction.GROUPS)
    client = sign_in(administrator)
    for refused in (agent.pk, 0, "x"):
        answer = client.post(reverse("groups:add_member", args=[group.pk]), {"agent": refused}, follow=True)
        assert "ne peut pas être ajoutée" in answer.content.decode()
    assert not group.members.exists()


def test_a_meeting_is_planned_and_told_once(
    group: WorkingGroupPage, desk: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    told: list[GroupMeeting] = []
    meeting_planned.listen(lambda notice, **kwargs: told.append(notice.meeting), name="test")
    address = reverse("groups:plan_meeting", args=[group.pk])
    with django_capture_on_commit_callbacks(execute=True):
        answers = [desk.post(address, FORM) for _click in range(2)]
    del meeting_planned.listeners["test"]
    meeting = GroupMeeting.objects.get()
    assert told == [meeting]
    assert [answer.headers["Location"] for answer in answers] == [meeting.get_absolute_url()] * 2
    assert timezone.localtime(meeting.starts_at).strftime("%Y-%m-%d %H:%M") == "2030-05-14 09:00"
    assert meeting.agenda == "Les délais\nLes visas"
    other_place = desk.post(address, FORM | {"place": "Salle Cher"})
    assert other_place.status_code == 422
    assert "Salle Cher" in other_place.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": ""},
        {"subject": "x" * 161},
        {"date": "demain"},
        {"date": "0001-01-01"},
        {"ends": "09:00"},
        {"starts": "25:00"},
        {"agenda": "x" * 5001},
    ],
)
def test_a_refused_meeting_loses_nothing(
    wrong: dict[str, str], group: WorkingGroupPage, desk: Client
) -> None:
    answer = desk.post(reverse("groups:plan_meeting", args=[group.pk]), FORM | wrong)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "field--invalid" in html
    assert "Salle Loire" in html
    assert not GroupMeeting.objects.exists()


def test_a_meeting_is_corrected_and_cancelled(group: WorkingGroupPage, desk: Client) -> None:
    desk.post(reverse("groups:plan_meeting", args=[group.pk]), FORM)
    meeting = GroupMeeting.objects.get()
    address = reverse("groups:change_meeting", args=[meeting.pk])
    assert 'value="2030-05-14"' in desk.get(address).content.decode()
    assert desk.post(address, FORM | {"place": "Salle Cher"}).url == meeting.get_absolute_url()
    assert GroupMeeting.objects.get().place == "Salle Cher"
    other = held(group)
    clash = desk.post(reverse("groups:change_meeting", args=[other.pk]), FORM)
    assert clash.status_code == 422
    cancel = reverse("groups:cancel_meeting", args=[meeting.pk])
    assert desk.get(cancel).status_code == 200
    assert not group.meetings.filter(cancelled_at__isnull=False).exists()
    for _click in range(2):
        assert desk.post(cancel).url == group.get_url()
    assert group.meetings.get(cancelled_at__isnull=False) == meeting
    assert "Annulée" in read(desk, group)
    late = desk.post(address, FORM | {"agenda": "Le texte tapé"})
    assert late.status_code == 422
    assert "Le texte tapé" in late.content.decode()
    assert desk.post(reverse("groups:plan_meeting", args=[group.pk]), FORM).status_code == 302
    assert group.meetings.count() == 3


def test_minutes_are_published_corrected_and_kept(group: WorkingGroupPage, desk: Client) -> None:
    meeting = held(group)
    address = reverse("groups:minutes", args=[meeting.pk])
    assert desk.get(address).status_code == 200
    assert desk.post(address, {"minutes": " ", "replacing": ""}).status_code == 422
    first = {"minutes": "Décidé.\r\nVoté.", "replacing": ""}
    for _click in range(2):
        assert desk.post(address, first).url == meeting.get_absolute_url()
    published = GroupMeeting.objects.get().minutes_published_at
    assert desk.post(address, {"minutes": "Reporté.", "replacing": "Décidé.\r\nVoté."}).status_code == 302
    written = GroupMeeting.objects.get()
    assert (written.minutes, written.minutes_published_at) == ("Reporté.", published)
    assert desk.post(reverse("groups:cancel_meeting", args=[meeting.pk])).status_code == 302
    assert desk.post(reverse("groups:change_meeting", args=[meeting.pk]), FORM).status_code == 422
    assert GroupMeeting.objects.get() == written


def test_nobody_overwrites_minutes_unseen(group: WorkingGroupPage, desk: Client) -> None:
    meeting = write_minutes(meeting=held(group), minutes="Celles du collègue", replacing="")
    address = reverse("groups:minutes", args=[meeting.pk])
    answer = desk.post(address, {"minutes": "Les miennes", "replacing": ""})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Les miennes" in html
    assert 'name="replacing" value="Celles du collègue"' in html
    assert GroupMeeting.objects.get().minutes == "Celles du collègue"


def test_minutes_wait_for_the_meeting(group: WorkingGroupPage, desk: Client) -> None:
    desk.post(reverse("groups:plan_meeting", args=[group.pk]), FORM)
    meeting = GroupMeeting.objects.get()
    assert reverse("groups:minutes", args=[meeting.pk]) not in read(desk, group)
    answer = desk.post(reverse("groups:minutes", args=[meeting.pk]), {"minutes": "Déjà", "replacing": ""})
    assert answer.status_code == 422
    assert "Déjà" in answer.content.decode()


def test_the_database_holds_what_the_verbs_promise(group: WorkingGroupPage, agent: User) -> None:
    add_member(group=group, agent=agent)
    now = timezone.now()
    hour = datetime.timedelta(hours=1)
    for wrong in (
        GroupMember(group=group, agent=agent),
        GroupMeeting(group=group, subject="x", starts_at=now, ends_at=now),
        GroupMeeting(group=group, subject="x", starts_at=now, ends_at=now + hour, minutes="Sans date"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.save(force_insert=True)


def test_the_page_costs_the_same_whatever_its_members_and_meetings(
    group: WorkingGroupPage, agent: User, sign_in: SignIn
) -> None:
    client = sign_in(agent)

    def costs(*, more: int) -> int:
        for _one in range(more):
            number = group.meetings.count()
            held(group, days=number + 1, subject=f"Réunion {number:02}")
            add_member(group=group, agent=UserFactory(service=ServiceFactory()))
        read(client, group)
        with CaptureQueriesContext(connection) as queries:
            read(client, group)
        return len(queries)

    few, many = costs(more=1), costs(more=MEETINGS_PER_PAGE)
    assert few == many <= 25
    html = read(client, group)
    assert "Réunion 00" in html
    assert f"Réunion {MEETINGS_PER_PAGE:02}" not in html
    assert 'href="?reunions=2#les-reunions"' in html
    assert f"Réunion {MEETINGS_PER_PAGE:02}" in read(client, group, "?reunions=2")
