"""One portal with an object of every kind, so that whoever has the right really gets an answer."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

import wagtail_factories
from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Site,
    Task,
    UploadedFile,
    Workflow,
)

from portal.accounts.models import User
from portal.common.models import ExternalSite
from portal.media.models import CustomDocument, CustomImage
from portal.privacy.enums import RequestKind
from portal.privacy.models import PrivacyRequest
from portal.signin.directory.models import DirectoryRule
from portal.signin.enums import Source
from projects.groups.services import add_member, plan_meeting
from projects.moderation.floods import Period, begin_flood
from projects.moderation.models import Flood
from projects.moderation.services import report_comment
from projects.notifications.enums import Category, FollowKind
from projects.notifications.kinds.base import KINDS, Event
from projects.notifications.services.following import follow
from projects.notifications.services.notifying import notify
from projects.notifications.unsubscribing import sign_unsubscription
from projects.proposals.models import ProposalPage
from projects.proposals.services import propose
from projects.volunteering.enums import ManagerDecision, VolunteerStatus
from projects.volunteering.models import Contribution, VolunteerMeeting, VolunteerMessage
from search.models import PromotedResult, SavedSearch, Synonym
from tests.factories import (
    ActionIndexPageFactory,
    ActionPageFactory,
    AxisFactory,
    CommentFactory,
    EditorialPageFactory,
    FilmPageFactory,
    NewsletterPageFactory,
    OrganisationFactory,
    ProposalIndexPageFactory,
    ServiceFactory,
    TagFactory,
    ThemeFactory,
    UserFactory,
    VolunteerFactory,
    WorkingGroupPageFactory,
    home_page,
)
from tests.moderating import fold, rule, withdraw_text

# Columns of the table, with the group that gives each role its rights.
ROLES: dict[str, str | None] = {
    "anonymous": None,
    "agent": "Agents",
    "lead": "Responsables d’action",
    "communication": "Communication",
    "moderator": "Modération",
    "steering": "Comité de pilotage",
    "administrator": "Administration",
}
SIGNED_IN = [role for role in ROLES if role != "anonymous"]

# What only some may read says this, so that its absence from an answer can be asserted.
SECRET = "Confidentiel"


@dataclass
class World:
    """The objects that addresses name. What is not said to be somebody's own is of Camille, an agent."""

    users: dict[str, User] = field(default_factory=dict)  # by role
    objects: dict[str, Any] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)  # session key of each role
    loaded: dict[int, User | None] = field(default_factory=dict)  # agents as their session loads them
    _client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def __getitem__(self, name: str) -> Any:
        return self.objects[name]

    def own(self, kind: str, role: str) -> Any:
        """The comment or the offer of this role's user; Camille's for a visitor."""
        return self.objects.get(f"{kind} of {role}", self.objects[kind])

    def client(self, role: str) -> Client:
        """A client with the session of a role: nothing that another answer did to it remains."""
        self._client.cookies = SimpleCookie()
        if role in self.cookies:
            self._client.cookies["sessionid"] = self.cookies[role]
        return self._client


def build_world() -> World:
    """Make every object; for a transaction that is rolled back afterwards."""
    world = World()
    _people(world)
    _plan(world)
    _pages(world)
    _media(world)
    _participation(world)
    _proposals(world)
    _administration(world)
    _notifications(world)
    for role in SIGNED_IN:
        client = Client()
        client.force_login(world.users[role])
        world.cookies[role] = client.cookies["sessionid"].value
    return world


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undo in the database, and in what is kept of it in memory, everything done inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()


def body(response: HttpResponseBase) -> bytes:
    """All that an answer sends. Read to its end the test client closes it and its files; closed by hand it
    would also close the connection to PostgreSQL, with the world that was never committed."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def _people(world: World) -> None:
    for role in SIGNED_IN:
        world.users[role] = UserFactory(groups=[ROLES[role]], last_name=role.capitalize())
    world.objects["agent"] = camille = UserFactory(groups=["Agents"])
    world.objects["service"] = ServiceFactory()
    world.objects["organisation"] = OrganisationFactory()
    world.objects["uidb64"] = urlsafe_base64_encode(force_bytes(camille.pk))
    world.objects["token"] = default_token_generator.make_token(camille)


def _plan(world: World) -> None:
    index = ActionIndexPageFactory()
    project = index.get_parent().specific
    action = ActionPageFactory(parent=index, seeking_volunteers=True, lead_person=world["agent"])
    world.objects |= {
        "project": project,
        "actions": index,
        "action": action,
        "led action": ActionPageFactory(
            parent=index, seeking_volunteers=True, lead_person=world.users["lead"]
        ),
        "axis": AxisFactory(project=project),
        "theme": ThemeFactory(axis__project=project),
        "tag": TagFactory(),
        "group": WorkingGroupPageFactory(parent__parent=project),
    }
    home = home_page()
    home.project = project
    home.save()
    world.objects["home"] = home
    _groups(world)


def _groups(world: World) -> None:
    """Working groups: Camille facilitates one, the lead another; each has a past meeting."""
    led = WorkingGroupPageFactory(
        parent=world["group"].get_parent(), facilitator=world.users["lead"], summary=""
    )
    world["group"].facilitator = world["agent"]
    world["group"].save()
    world.objects["led group"] = led
    for group, name in ((world["group"], "group meeting"), (led, "meeting of the led group")):
        add_member(group=group, agent=world["agent"])
        start = timezone.now() - datetime.timedelta(days=1)
        world.objects[name] = plan_meeting(
            group=group, subject="Point", starts_at=start, ends_at=start + datetime.timedelta(hours=2)
        )


def _pages(world: World) -> None:
    page = EditorialPageFactory()
    revision = page.save_revision(user=world.users["communication"])
    scheduled = page.save_revision(
        user=world.users["communication"], approved_go_live_at=timezone.now() + datetime.timedelta(days=9)
    )
    for_group, with_password = (EditorialPageFactory(summary=SECRET) for _page in range(2))
    restriction = PageViewRestriction.objects.create(
        page=for_group, restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.set(Group.objects.filter(name="Comité de pilotage"))
    password = PageViewRestriction.objects.create(
        page=with_password, restriction_type=PageViewRestriction.PASSWORD, password="un mot partagé"
    )
    submitted = EditorialPageFactory()
    submitted.save_revision(user=world.users["communication"])
    workflow = Workflow.objects.get()
    state = workflow.start(submitted, world.users["communication"])
    world.objects |= {
        "page": page,
        "revision": revision,
        "scheduled revision": scheduled,
        "unpublished page": EditorialPageFactory(live=False, summary=SECRET),
        "page for a group": for_group,
        "page with a password": with_password,
        "password": password,
        "locked page": EditorialPageFactory(
            locked=True, locked_by=world.users["communication"], locked_at=timezone.now()
        ),
        "alias": page.create_alias(parent=world["project"], update_slug="copie"),
        "submitted page": submitted,
        "workflow": workflow,
        "workflow state": state,
        "task": Task.objects.get(),
        "task state": state.current_task_state,
        "letter": NewsletterPageFactory(),
        "film": FilmPageFactory(),
        "unpublished film": FilmPageFactory(live=False),
        "root": Page.get_first_root_node(),
    }


def _media(world: World) -> None:
    root = Collection.get_first_root_node()
    collection = root.add_child(name="Collection ouverte")
    closed = root.add_child(name="Comité de pilotage")
    restriction = CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.GROUPS
    )
    restriction.groups.set(Group.objects.filter(name="Comité de pilotage"))
    password = CollectionViewRestriction.objects.create(
        collection=root.add_child(name="Sous mot de passe"),
        restriction_type=CollectionViewRestriction.PASSWORD,
        password="un mot partagé",
    )
    world.objects |= {"collection": collection, "closed collection": closed, "collection password": password}
    for name, place in (("image", collection), ("closed image", closed)):
        image = wagtail_factories.ImageFactory(collection=place, description="Un tableau.")
        assert isinstance(image, CustomImage)
        _measure(image)
        world.objects |= {name: image, f"{name} rendition": image.get_rendition("width-20|format-webp")}
    for name, place in (("document", collection), ("closed document", closed)):
        world.objects[name] = CustomDocument.objects.create(
            title="Un document", collection=place, file=ContentFile(SECRET.encode(), name="note.txt")
        )
        _measure(world.objects[name])
    for name, model in (("uploaded image", CustomImage), ("uploaded document", CustomDocument)):
        for role in SIGNED_IN:
            world.objects[f"{name} of {role}"] = UploadedFile.objects.create(
                for_content_type=ContentType.objects.get_for_model(model),
                file=SimpleUploadedFile("essai.png", b"x"),
                uploaded_by_user=world.users[role],
            )
        world.objects[name] = world.objects[f"{name} of agent"]


def _measure(file: CustomImage | CustomDocument) -> None:
    """Keep the size and the digest of a file, as an upload does."""
    file.get_file_size()
    file.get_file_hash()


def _participation(world: World) -> None:
    action, camille = world["action"], world["agent"]
    world.objects |= {
        "comment": CommentFactory(page=action, author=camille),
        "offer": VolunteerFactory(action=action, agent=camille, status=VolunteerStatus.OFFERED),
        "offer to lead": VolunteerFactory(
            action=world["led action"], agent=camille, message=SECRET, status=VolunteerStatus.OFFERED
        ),
        # Conversation
        "comment of the lead on the led action": CommentFactory(
            page=world["led action"], author=world.users["lead"]
        ),
    }
    _volunteering(world)
    for role in SIGNED_IN:
        world.objects[f"comment of {role}"] = CommentFactory(page=action, author=world.users[role])
    _moderation(world)


def _flood(author: User, moderator: User) -> Flood:
    """A decision about a period in which nothing was posted."""
    period = Period(
        author, timezone.now() - datetime.timedelta(days=900), timezone.now() - datetime.timedelta(days=899)
    )
    return begin_flood(
        period=period, moderator=moderator, outcome="fold", rule=rule(), reasoning="Une rafale"
    )


def _moderation(world: World) -> None:
    closed_page = ActionPageFactory(parent=world["actions"])
    restriction = PageViewRestriction.objects.create(
        page=closed_page, restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.set(Group.objects.filter(name="Comité de pilotage"))
    closed = CommentFactory(page=closed_page, author=world["agent"])
    withdrawn = CommentFactory(page=world["action"], author=world["agent"], text=SECRET)
    reported = CommentFactory(page=world["action"], author=world["agent"])
    report_comment(comment=reported, reporter=world.users["lead"], reason="Vise une personne")
    world.objects |= {
        "charter rule": rule(),
        "entry": fold(CommentFactory(page=world["action"], author=world["agent"])),
        "withdrawn comment": withdrawn,
        "withdrawn entry": withdraw_text(withdrawn),
        "comment of a closed page": closed,
        "entry of a closed page": fold(closed),
        "flood": _flood(world["agent"], world.users["administrator"]),
        "flood of the moderator": _flood(world.users["moderator"], world.users["administrator"]),
    }
    for role in SIGNED_IN:
        world.objects[f"entry of {role}"] = fold(
            CommentFactory(page=world["action"], author=world.users[role])
        )


def _notifications(world: World) -> None:
    world.objects["unsubscribe token"] = sign_unsubscription(world["agent"], [Category.CONVERSATIONS])
    for user in world.users.values():
        for kind, name in ((FollowKind.ACTION, "action"), (FollowKind.CONVERSATION, "action")):
            follow(agent=user, kind=kind, key=world[name].pk)
    event = Event("comment:world", world["comment"].pk, page=world["action"], comment=world["comment"])
    notify(event=event, recipients={user.pk: KINDS["comment"] for user in world.users.values()})


def _proposals(world: World) -> None:
    index = ProposalIndexPageFactory(parent=world["project"])
    theme = world["action"].theme

    def proposed_by(author: User) -> ProposalPage:
        return propose(index=index, author=author, title="Un jardin", why="Pour tous.", theme=theme)

    world.objects |= {"proposals": index, "proposal": proposed_by(world["agent"])}
    for role in SIGNED_IN:
        world.objects[f"proposal of {role}"] = proposed_by(world.users[role])


def _volunteering(world: World) -> None:
    # Volunteering: an offer of which the steering committee's member is the manager, one that was thanked.
    action, led, camille = world["action"], world["led action"], world["agent"]
    world.objects |= {
        "offer to the manager": VolunteerFactory(
            action=action, manager=world.users["steering"], manager_decision=ManagerDecision.ASKED
        ),
        "thanked offer": VolunteerFactory(
            action=led, agent=world.users["agent"], status=VolunteerStatus.DONE, decided_at=timezone.now()
        ),
        "accepted offer": VolunteerFactory(action=led, status=VolunteerStatus.ACCEPTED),
        "contribution": Contribution.objects.create(
            project=world["project"], workshop="Visas", date=datetime.date(2016, 6, 30), hours=12
        ),
    }
    for name, where in (("", action), ("led ", led)):
        start = timezone.now()
        world.objects[f"{name}meeting"] = VolunteerMeeting.objects.create(
            action=where, subject="Essai", starts_at=start, ends_at=start + datetime.timedelta(hours=1)
        )
        message = VolunteerMessage.objects.create(action=where, subject="Mardi", text=SECRET)
        message.recipients.add(camille)
        world.objects[f"{name}message"] = message


def _administration(world: World) -> None:
    site = Site.objects.get(is_default_site=True)
    world.objects |= {
        "site": site,
        "redirect": Redirect.add_redirect("/ancienne-adresse/", world["page"]),
        "user group": Group.objects.create(name="Rédaction invitée"),
        "synonym": Synonym.objects.create(words="pont, passerelle"),
        "promoted result": PromotedResult.objects.create(queries="pont", page=world["page"]),
        "external site": ExternalSite.objects.create(host="exemple.invalid"),
        "directory rule": DirectoryRule.objects.create(
            source=Source.LDAP, attribute="o", value="Ville", organisation=world["organisation"]
        ),
        "privacy request": PrivacyRequest.objects.create(
            agent=world["agent"], kind=RequestKind.OBJECTION, text=SECRET
        ),
    }
    for role in SIGNED_IN:
        world.objects[f"saved search of {role}"] = SavedSearch.objects.create(
            agent=world.users[role], name="Mes ponts", address="q=pont"
        )
        world.objects[f"editing session of {role}"] = EditingSession.objects.create(
            user=world.users[role],
            content_type=ContentType.objects.get_for_model(Page),
            object_id=str(world["page"].pk),
            last_seen_at=timezone.now(),
        )
    world.objects["saved search"] = world.objects["saved search of agent"]
    world.objects["editing session"] = world.objects["editing session of agent"]
