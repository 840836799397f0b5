"""What people send with nothing to read in it is refused as an empty form is, and nothing is kept."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from home.models import EditorialPage
from portal.accounts.models import User
from portal.media.models import CustomImage
from portal.privacy.models import PrivacyRequest
from projects.comments.models import Comment
from projects.groups.models import GroupMeeting
from projects.groups.services import plan_meeting
from projects.models import ActionPage
from projects.moderation.errors import MessageNeededError
from projects.moderation.models import Appeal, ModerationDecision, Report
from projects.newsletters.models import NewsletterPage
from projects.proposals.models import ProposalAnswer, ProposalPage
from projects.proposals.services import propose
from projects.volunteering.models import Volunteer, VolunteerMessage
from tests.admin.test_images import photo
from tests.factories import (
    ActionPageFactory,
    CommentFactory,
    EditorialPageFactory,
    NewsletterPageFactory,
    ProposalIndexPageFactory,
    UserFactory,
    VolunteerFactory,
    WorkingGroupPageFactory,
    home_page,
)
from tests.moderating import decide, fold, rule

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
INVISIBLE = ["\u200b\u2060", "\u2800", "\u3164\u00ad\ufeff"]
READ = "Un texte\u200d, 👩‍🚒 lisible"  # its joiners are kept


@dataclass
class Scene:
    """A form: who sends it, where, with what, in which field, and how to read what it keeps there."""

    sender: User
    address: str
    data: dict[str, Any]
    field: str
    kept: Callable[[], list[Any]]
    headers: dict[str, str] = dataclass_field(default_factory=dict)


@pytest.fixture
def action() -> ActionPage:
    return ActionPageFactory(seeking_volunteers=True, lead_person=UserFactory())


def _comment(action: ActionPage) -> Scene:
    address = reverse("comments:comments", args=[action.pk])
    kept = Comment.objects.values_list("text", flat=True)
    return Scene(UserFactory(), address, {}, "text", lambda: list(kept.all()), {"HX-Request": "true"})


def _corrected_comment(action: ActionPage) -> Scene:
    comment = CommentFactory(page=action)
    address = reverse("comments:edit_comment", args=[comment.pk])
    return Scene(comment.author, address, {}, "text", lambda: [Comment.objects.get().text])


def _report(action: ActionPage) -> Scene:
    address = reverse("moderation:report_comment", args=[CommentFactory(page=action).pk])
    return Scene(
        UserFactory(), address, {}, "text", lambda: list(Report.objects.values_list("reason", flat=True))
    )


def _decision(action: ActionPage) -> Scene:
    comment = CommentFactory(page=action)
    data = {"outcome": "fold", "rule": rule().pk, "message": "", "seen": 0}
    address = f"/gestion/moderation/{comment.pk}/"
    moderator = UserFactory(groups=["Modération"])
    kept = ModerationDecision.objects.values_list("reasoning", flat=True)
    return Scene(moderator, address, data, "reasoning", lambda: list(kept.all()))


def _message_to_an_author(action: ActionPage) -> Scene:
    scene = _decision(action)
    scene.data |= {"outcome": "rephrase", "reasoning": "Vise une personne"}
    scene.field = "message"
    kept = ModerationDecision.objects.values_list("message", flat=True)
    scene.kept = lambda: list(kept.all())
    return scene


def _appeal(action: ActionPage) -> Scene:
    comment = CommentFactory(page=action)
    address = reverse("moderation:appeal", args=[fold(comment).pk])
    return Scene(
        comment.author, address, {}, "text", lambda: list(Appeal.objects.values_list("text", flat=True))
    )


def _proposal(action: ActionPage, field: str) -> Scene:
    index = ProposalIndexPageFactory(parent=action.project)
    data = {"title": "Un potager", "why": "Pour tous.", "theme": action.theme_id, "submission": uuid.uuid4()}
    kept = ProposalPage.objects.values_list(field, flat=True)
    address = reverse("proposals:propose", args=[index.pk])
    return Scene(UserFactory(), address, data, field, lambda: list(kept.all()))


def _proposal_title(action: ActionPage) -> Scene:
    return _proposal(action, "title")


def _proposal_reason(action: ActionPage) -> Scene:
    return _proposal(action, "why")


def _answer_to_a_proposal(action: ActionPage) -> Scene:
    index = ProposalIndexPageFactory(parent=action.project)
    proposal = propose(
        index=index, author=UserFactory(), title="Un jardin", why="Pour tous.", theme=action.theme
    )
    kept = ProposalAnswer.objects.values_list("reason", flat=True)
    data = {"outcome": "not_taken_up", "submission": uuid.uuid4()}
    address = reverse("proposals:answer_proposal", args=[proposal.pk])
    return Scene(
        UserFactory(groups=["Comité de pilotage"]), address, data, "reason", lambda: list(kept.all())
    )


def _message_to_volunteers(action: ActionPage, field: str) -> Scene:
    VolunteerFactory(action=action)
    data = {"subject": "Rendez-vous", "text": "À mardi.", "submission": uuid.uuid4()}
    kept = VolunteerMessage.objects.values_list(field, flat=True)
    address = reverse("volunteering:write_to_volunteers", args=[action.pk])
    return Scene(action.lead_person, address, data, field, lambda: list(kept.all()))


def _message_subject(action: ActionPage) -> Scene:
    return _message_to_volunteers(action, "subject")


def _message_text(action: ActionPage) -> Scene:
    return _message_to_volunteers(action, "text")


def _meeting(action: ActionPage) -> Scene:
    group = WorkingGroupPageFactory(facilitator=UserFactory())
    data = {"date": "2030-05-14", "starts": "09:00", "ends": "11:00", "place": "", "agenda": ""}
    kept = GroupMeeting.objects.values_list("subject", flat=True)
    address = reverse("groups:plan_meeting", args=[group.pk])
    return Scene(group.facilitator, address, data, "subject", lambda: list(kept.all()))


def _minutes(action: ActionPage) -> Scene:
    group = WorkingGroupPageFactory(facilitator=UserFactory())
    start = timezone.now() - datetime.timedelta(days=1)
    end = start + datetime.timedelta(hours=2)
    meeting = plan_meeting(group=group, subject="Lancement", starts_at=start, ends_at=end)
    address = reverse("groups:minutes", args=[meeting.pk])
    kept = GroupMeeting.objects.values_list("minutes", flat=True)
    return Scene(group.facilitator, address, {"replacing": ""}, "minutes", lambda: list(kept.all()))


def _privacy_request(action: ActionPage) -> Scene:
    kept = PrivacyRequest.objects.values_list("text", flat=True)
    address = reverse("privacy_request")
    return Scene(UserFactory(), address, {"kind": "objection"}, "text", lambda: list(kept.all()))


def _profile_name(action: ActionPage) -> Scene:
    person = UserFactory()
    data = {"first_name": "Hélène", "job_title": ""}
    kept = User.objects.filter(pk=person.pk).values_list("last_name", flat=True)
    return Scene(person, reverse("profile"), data, "last_name", lambda: list(kept.all()))


def _page_title(action: ActionPage) -> Scene:
    page = EditorialPageFactory()
    data = {
        "slug": page.slug,
        "summary": "",
        "body": streamfield([]),
        "seo_title": "",
        "search_description": "",
        "comments": inline_formset([]),
    }
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    publish = nested_form_data(data) | {"action-publish": "1"}
    kept = EditorialPage.objects.filter(pk=page.pk).values_list("title", flat=True)
    return Scene(UserFactory(groups=["Communication"]), address, publish, "title", lambda: list(kept.all()))


def _text_alternative(action: ActionPage) -> Scene:
    data = {"title": "Beffroi", "collection": 1, "tags": ""}
    kept = CustomImage.objects.values_list("description", flat=True)
    editor = UserFactory(groups=["Communication"])
    return Scene(editor, reverse("wagtailimages:add"), data, "description", lambda: list(kept.all()))


def _collection(action: ActionPage) -> Scene:
    root = Collection.get_first_root_node()
    kept = Collection.objects.values_list("name", flat=True)
    address = reverse("wagtailadmin_collections:add")
    administrator = UserFactory(groups=["Administration"])
    return Scene(administrator, address, {"parent": root.pk}, "name", lambda: list(kept.all()))


SCENES = [
    _comment,
    _corrected_comment,
    _report,
    _decision,
    _message_to_an_author,
    _appeal,
    _proposal_title,
    _proposal_reason,
    _answer_to_a_proposal,
    _message_subject,
    _message_text,
    _meeting,
    _minutes,
    _privacy_request,
    _profile_name,
    _page_title,
    _text_alternative,
    _collection,
]


@pytest.mark.parametrize("make", SCENES)
@pytest.mark.usefixtures("media_root")
def test_nothing_to_read_is_refused_as_nothing_is(
    make: Callable[[ActionPage], Scene], action: ActionPage, sign_in: SignIn
) -> None:
    scene = make(action)
    client, before = sign_in(scene.sender), scene.kept()

    def send(text: str) -> Any:
        files = {"file": photo()} if make is _text_alternative else {}
        return client.post(scene.address, {**scene.data, **files, scene.field: text}, headers=scene.headers)

    said = send("").context["form"].errors[scene.field]
    assert said
    for text in INVISIBLE:
        assert send(text).context["form"].errors[scene.field] == said
    assert scene.kept() == before
    send(READ)
    assert READ in scene.kept()


def test_a_service_refuses_a_message_that_nobody_can_read(action: ActionPage) -> None:
    for text in INVISIBLE:
        with pytest.raises(MessageNeededError):
            decide(CommentFactory(page=action), "rephrase", message=text)
    assert not ModerationDecision.objects.exists()


def test_a_closed_privacy_request_has_an_answer_to_read(agent: User, sign_in: SignIn) -> None:
    request = PrivacyRequest.objects.create(agent=agent, kind="objection", text="Pas mon nom.")
    client = sign_in(UserFactory(groups=["Administration"]))
    address = reverse("privacyrequest:edit", args=[request.pk])
    for text in INVISIBLE:
        response = client.post(address, {"status": "granted", "answer": text})
        assert "answer" in response.context["form"].errors
    request.refresh_from_db()
    assert request.status == "received"


def test_what_need_not_be_said_is_empty_when_nobody_can_read_it(
    agent: User, action: ActionPage, sign_in: SignIn
) -> None:
    sent = {"message": "\u200b\u2060", "availability": "\u2800"}
    sign_in(agent).post(reverse("volunteering:volunteer", args=[action.pk]), sent)
    offer = Volunteer.objects.get()
    assert (offer.message, offer.availability) == ("", "")


def test_a_letter_waits_for_its_editorial_as_a_draft(sign_in: SignIn) -> None:
    letter = NewsletterPageFactory()
    client = sign_in(UserFactory(groups=["Communication"]))
    address = reverse("wagtailadmin_pages:edit", args=[letter.pk])

    def save(editorial: str, **button: str) -> Any:
        data = {
            "title": letter.title,
            "slug": letter.slug,
            "summary": "",
            "number": letter.number,
            "date": "2016-03-22",
            "editorial": rich_text(editorial),
            "body": streamfield([]),
            "seo_title": "",
            "search_description": "",
            "comments": inline_formset([]),
        }
        return client.post(address, nested_form_data(data) | button)

    for editorial in ("<p>\u200b\u2060</p>", "<p>\u2800</p>", "<p></p>"):
        refused = save(editorial, **{"action-publish": "1"})
        assert "editorial" in refused.context["form"].errors
        assert save(editorial).status_code == 302, "a draft may be incomplete"
    assert "Bonne lecture." in NewsletterPage.objects.get().editorial
    assert save("<p>Bonjour</p>", **{"action-publish": "1"}).status_code == 302
    assert "Bonjour" in NewsletterPage.objects.get().editorial


def test_a_text_given_back_is_one_to_read(agent: User, sign_in: SignIn) -> None:
    page = EditorialPageFactory(parent=home_page())
    page.unpublish()
    address = reverse("comments:comments", args=[page.pk])
    given_back = sign_in(agent).post(address, {"text": "Un avis"}).content.decode()
    assert "Un avis" in given_back
    assert sign_in(agent).post(address, {"text": "\u200b\u2060"}).content.decode().count("<textarea") == 0
