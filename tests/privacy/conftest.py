"""A person of whom the portal holds something of every kind."""

import io
import json
from collections.abc import Callable
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.mail import send_mail
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.admin.models import EditingSession, FormState
from wagtail.images.tests.utils import get_test_image_file
from wagtail.log_actions import log
from wagtail.models import APIToken, Comment, CommentReply, PageSubscription, UploadedFile
from wagtail.users.models import UserProfile

from portal.accounts.models import User
from portal.mail.models import MailTrial
from portal.mail.services import suppress
from portal.media.models import CustomDocument, CustomImage
from portal.privacy.services import answer_request, record_request
from portal.signin.directory.models import Identity
from portal.signin.enums import Notice
from portal.signin.mail import send_notice
from projects.comments.enums import ReactionKind
from projects.comments.services import edit_comment, post_comment, react
from projects.groups.services import add_member
from projects.models import ActionPage, ProgressEntry
from projects.moderation.services import lodge_appeal, report_comment
from projects.notifications.enums import Category, FollowKind, Frequency
from projects.notifications.kinds.base import KINDS, Event
from projects.notifications.services.following import follow
from projects.notifications.services.notifying import notify
from projects.notifications.services.settings import save_settings
from projects.proposals.enums import ProposalOutcome
from projects.proposals.services import answer_proposal, correct_proposal, propose, support_proposal
from projects.volunteering.models import Volunteer, VolunteerHours, VolunteerMessage, VolunteerStep
from search.models import SavedSearch
from tests.factories import (
    ActionPageFactory,
    CommentFactory,
    OrganisationFactory,
    ProposalIndexPageFactory,
    ServiceFactory,
    ThemeFactory,
    UserFactory,
    VolunteerFactory,
    WorkingGroupPageFactory,
    home_page,
)
from tests.moderating import fold, withdraw_text


@pytest.fixture
def action(db: None) -> ActionPage:
    return ActionPageFactory(title="Le parapheur")


@pytest.fixture
def person(action: ActionPage) -> User:
    """An editor, lead person and moderator who did a bit of everything."""
    person = UserFactory(
        first_name="Dominique",
        last_name="Introuvable",
        email="dominique.introuvable@exemple.invalid",
        job_title="Cartographe",
        organisation=OrganisationFactory(),
        service=ServiceFactory(),
        groups=["Agents", "Communication"],
    )
    comment = CommentFactory(page=action, author=person, text="Premier jet")
    edit_comment(comment=comment, text="Mon avis est fait")
    CommentFactory(page=action, parent=comment, depth=2, text="Réponse d’un autre")
    masked = CommentFactory(page=action, author=person, text="Trop vif")
    decision = fold(masked, moderator=UserFactory(), reasoning="Article 3")
    lodge_appeal(decision=decision, appellant=person, text="Je conteste")
    sealed = CommentFactory(page=action, author=person, text="Un secret")
    withdraw_text(sealed, reasoning="Donnée personnelle", message="Entre nous")
    report_comment(comment=CommentFactory(page=action), reporter=person, reason="Cela me vise")
    fold(CommentFactory(page=action), moderator=person, reasoning="Article 4")
    react(comment=CommentFactory(page=action), agent=person, kind=ReactionKind.THANKS)
    post_comment(page=action, author=UserFactory(), text=f"Vu avec @{person} hier")
    VolunteerFactory(action=action, agent=person, message="Appelez-moi au 12", availability="Le mardi")
    _volunteer(person, action)
    _propose(person)
    ProgressEntry.objects.create(
        action=action,
        date=timezone.localdate(),
        status="in_progress",
        progress=40,
        author=person,
        note="Ça avance",
    )
    ActionPage.objects.filter(pk=action.pk).update(lead_person=person)
    group = WorkingGroupPageFactory(facilitator=person)
    add_member(group=group, agent=person)
    Identity.objects.create(user=person, issuer="ldap", subject="0f3a")
    TOTPDevice.objects.create(user=person, name="téléphone")
    SavedSearch.objects.create(agent=person, name="Mes visas", address="q=visa")
    send_notice(Notice.EMAIL_CHANGED, person)
    send_mail("Votre offre", "Bonjour Dominique Introuvable", None, [person.email])
    suppress(person.email, "550 no such box", timezone.now())
    MailTrial.objects.create(address=person.email)
    _write(person, action)
    _follow(person, action)
    request = record_request(agent=person, kind="objection", text="Je m’oppose")
    request.status, request.answer = "granted", "C’est fait"
    answer_request(request=request, by=person)
    log(request, "wagtail.edit", user=person)
    return person


def _propose(person: User) -> None:
    """What they propose, correct, support and answer."""
    index = ProposalIndexPageFactory()
    theme = ThemeFactory(axis__project=index.get_parent().specific)
    mine, other = (
        propose(index=index, author=author, title="Un vélo partagé", why="Pour les trajets", theme=theme)
        for author in (person, UserFactory())
    )
    correct_proposal(proposal=mine, title="Un vélo partagé", why="Pour les petits trajets", theme=theme)
    support_proposal(proposal=other, agent=person, supported=True)
    answer_proposal(proposal=other, author=person, outcome=ProposalOutcome.NOT_TAKEN_UP, reason="Trop cher")


def _volunteer(person: User, action: ActionPage) -> None:
    """What volunteering keeps of a volunteer, a lead person and a manager."""
    ServiceFactory(manager=person)
    mine = Volunteer.objects.get(agent=person)
    VolunteerStep.objects.create(volunteer=mine, status="offered", by=person)
    VolunteerHours.objects.create(volunteer=mine, date=timezone.localdate(), hours=2, note="Le mardi")
    other = VolunteerFactory(action=action, manager=person, manager_decision="asked")
    VolunteerStep.objects.create(volunteer=other, status="accepted", by=person)
    for sender, recipient in ((person, other.agent), (other.agent, person)):
        message = VolunteerMessage.objects.create(
            action=action, sender=sender, subject="Rendez-vous", text="À mardi"
        )
        message.recipients.add(recipient)


def _write(person: User, action: ActionPage) -> None:
    """What Wagtail keeps of an editor."""
    home = home_page()
    home.owner = person
    home.save()
    ActionPage.objects.get(pk=action.pk).save_revision(user=person, changed=False)
    log(action, "wagtail.edit", user=person)
    log(UserFactory(), "wagtail.edit", user=person)
    note = Comment.objects.create(page=action, user=person, text="À revoir", contentpath="title")
    CommentReply.objects.create(comment=note, user=person, text="Revu")
    PageSubscription.objects.create(page=action, user=person, comment_notifications=True)
    profile = UserProfile.get_for_user(person)
    profile.avatar.save("moi.png", get_test_image_file())
    EditingSession.objects.create(user=person, content_object=action, last_seen_at=timezone.now())
    FormState.objects.create(
        user=person, content_object=action, data="title=Brouillon", last_updated_at=timezone.now()
    )
    APIToken.objects.create(user=person, name="Tableau de bord", key_hash="0" * 64, prefix="abc")
    UploadedFile.objects.create(uploaded_by_user=person, file=ContentFile(b"en attente", "attente.txt"))
    CustomImage.objects.create(
        title="Le pont", description="Un pont", file=get_test_image_file(), uploaded_by_user=person
    )
    CustomDocument.objects.create(
        title="Note", file=ContentFile(b"Une note", "note.txt"), uploaded_by_user=person
    )


def _follow(person: User, action: ActionPage) -> None:
    """What they follow and are told, and that somebody follows them."""
    follow(agent=person, kind=FollowKind.ACTION, key=action.pk)
    follow(agent=UserFactory(), kind=FollowKind.PERSON, key=person.pk)
    comment = CommentFactory(page=action)
    notify(
        event=Event("comment:privacy", comment.pk, page=action, comment=comment),
        recipients={person.pk: KINDS["comment"]},
    )
    save_settings(agent=person, frequencies={Category.ANSWERS: Frequency.DAILY}, hours={})


@pytest.fixture
def download() -> Callable[[Client], dict[str, Any]]:
    """Downloads the archive and returns its JSON, the names in it under "" and its HTML under "html"."""

    def download(client: Client) -> dict[str, Any]:
        response = client.post("/mon-espace/mes-donnees/telecharger/")
        assert response.status_code == 200
        with ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
            data: dict[str, Any] = json.loads(archive.read("donnees.json"))
            data["html"] = archive.read("lisible.html").decode()
            data[""] = {name: archive.read(name) for name in archive.namelist()}
        return data

    return download
