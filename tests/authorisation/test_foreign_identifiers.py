"""Identifiers and tokens of others, and their neighbours: no content of others comes back, nothing changes.

Everything that is not for these roles bears a mark; an answer with the mark is a hit, and so is a write.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import pytest
import wagtail_factories
from django.contrib.auth.models import Group
from django.contrib.auth.tokens import PasswordResetTokenGenerator, default_token_generator
from django.core.files.base import ContentFile
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from pytest_django import DjangoDbBlocker
from wagtail.admin.models import EditingSession
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    UploadedFile,
)

from portal.http.form_owner import sign_owner
from portal.media.models import CustomDocument
from projects.comments.models import Comment
from projects.models import ActionPage
from tests.factories import (
    ActionPageFactory,
    CommentFactory,
    EditorialPageFactory,
    FilmPageFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.moderating import withdraw_text

from .addresses import Address, addresses, value_of
from .recording import recorded
from .world import SECRET, World, body, build_world, rolled_back

pytestmark = pytest.mark.django_db

ENOUGH = 500

# A page repeats what was typed: only its beginning is, so that the whole word tells of a hit.
SOUGHT = SECRET[:8]


@dataclass
class Probe:
    """One attempt."""

    role: str
    method: str
    url: str
    data: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.role} {self.method} {self.url} {self.data or ''}"


@dataclass
class Secrets:
    """What none of the roles that ask may read, by the parameter that would name it."""

    pages: list[Page]
    comments: list[Comment]
    offers: list[Any]
    files: list[str]
    images: list[Any]
    documents: list[Any]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), rolled_back():
        yield build_world()


@pytest.fixture(scope="module")
def secrets(world: World) -> Secrets:
    """Pages, comments, offers and files that are for a group without members."""
    readers = Group.objects.create(name="Personne")
    index = world["actions"]
    section = EditorialPageFactory(title=f"{SECRET} rubrique")
    restriction = PageViewRestriction.objects.create(
        page=section, restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.set([readers])
    closed_action = ActionPageFactory(parent=index, title=f"{SECRET} action", seeking_volunteers=True)
    PageViewRestriction.objects.create(
        page=closed_action, restriction_type=PageViewRestriction.GROUPS
    ).groups.set([readers])
    with_password = EditorialPageFactory(summary=SECRET)
    PageViewRestriction.objects.create(
        page=with_password, restriction_type=PageViewRestriction.PASSWORD, password="un mot partagé"
    )
    draft = world["page"]
    draft.title = f"{SECRET} brouillon"
    draft.save_revision()
    film = FilmPageFactory(
        live=False,
        title=f"{SECRET} film",
        captions__data=f"WEBVTT\n\n00:01.000 --> 00:04.000\n{SECRET}\n".encode(),
        video__data=SECRET.encode() * 50,
    )
    pages = [
        section,
        EditorialPageFactory(parent=section, title=f"{SECRET} page"),
        closed_action,
        with_password,
        EditorialPageFactory(live=False, title=f"{SECRET} à paraître"),
        ActionPageFactory(parent=index, live=False, title=f"{SECRET} action à paraître"),
        film,
    ]
    deleted, masked = (CommentFactory(page=world["action"], text=SECRET) for _comment in range(2))
    Comment.objects.filter(pk=deleted.pk).update(deleted_at=timezone.now())
    withdraw_text(masked, moderator=world.users["moderator"], reasoning="Charte, 2.")
    comments = [deleted, masked, *(CommentFactory(page=page, text=SECRET) for page in (closed_action, film))]
    offers = [VolunteerFactory(action=action, message=SECRET) for action in (closed_action, world["action"])]
    closed = Collection.get_first_root_node().add_child(name=f"{SECRET} collection")
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.GROUPS
    ).groups.set([readers])
    images = [
        wagtail_factories.ImageFactory(collection=closed, title=f"{SECRET} image", description="Un tableau.")
    ]
    documents = [
        CustomDocument.objects.create(
            title=f"{SECRET} document",
            collection=closed,
            file=ContentFile(SECRET.encode(), name="secret.txt"),
        )
    ]
    files = [
        film.video.name,
        film.captions.name,
        documents[0].file.name,
        images[0].file.name,
        images[0].get_rendition("width-20|format-webp").file.name,
    ]
    return Secrets(pages, comments, offers, files, images, documents)


def send(world: World, probe: Probe) -> HttpResponseBase:
    client = world.client(probe.role)
    return client.generic(probe.method, probe.url) if not probe.data else client.post(probe.url, probe.data)


def content(response: HttpResponseBase) -> str:
    """All that an answer tells: its text, and where it leads."""
    return body(response).decode(errors="replace") + response.headers.get("Location", "")


def hits(world: World, probes: Iterable[Probe]) -> list[str]:
    """The probes that told or changed something."""
    found = []
    for probe in probes:
        with rolled_back(), recorded() as record:
            response = send(world, probe)
            told = SECRET in content(response)
        if told or response.status_code >= 500 or record.changed:
            found.append(f"{probe}: {response.status_code} {'told' if told else ''} {record.changed or ''}")
    return found


# Addresses that take an identifier


def identifiers(name: str, secrets: Secrets) -> list[int]:
    """The foreign objects that a parameter could name; none when it names something else."""
    parameter = name.rpartition(":")[2]
    actions = [page for page in secrets.pages if isinstance(page, ActionPage)]
    kinds: dict[str, list[Any]] = {
        **dict.fromkeys(
            ("page_id", "page_pk", "parent_page_id", "page_to_move_id", "wagtailadmin_pages:pk",
             "wagtailadmin_api:pages:pk", "object_id"),
            secrets.pages,
        ),
        "report_progress:pk": actions,
        "action_id": actions,
        "comment_id": secrets.comments,
        "offer_id": secrets.offers,
        **dict.fromkeys(
            ("image_id", "wagtailadmin_api:images:pk", "wagtailimages_chooser:pk"), secrets.images
        ),
        **dict.fromkeys(
            ("document_id", "doc_id", "wagtaildocs_chooser:pk", "wagtailadmin_api:documents:pk",
             "wagtaildocs_serve:0"),
            secrets.documents,
        ),
    }  # fmt: skip
    address, _, _parameter = name.rpartition(":")
    namespace = address.rpartition(":")[0]
    for key in (name, f"{namespace}:{parameter}", parameter):
        if key in kinds:
            return [target.pk for target in kinds[key]]
    return []


def by_identifier(world: World, secrets: Secrets) -> Iterator[Probe]:
    """Each address that takes an identifier, with those of others and the numbers beside them."""
    for address in addresses():
        if address.variant or address.literal:
            continue
        for parameter in address.parameters:
            bare = address.name.partition("(")[0]
            for key in identifiers(f"{bare}:{parameter}", secrets):
                for role in ("agent", "steering"):
                    url = _url(address, world, role, parameter, key)
                    yield Probe(role, "GET", url)
                    yield Probe(role, "POST", url)
                for neighbour in (key - 1, key + 1):
                    yield Probe("agent", "GET", _url(address, world, "agent", parameter, neighbour))
                # The administration turns an agent away at the door: one number of each kind is enough.
                if address.is_admin:
                    break


def _url(address: Address, world: World, role: str, parameter: str, key: int) -> str:
    values = {name: value_of(address.name, name)(world, role) for name in address.parameters}
    values[parameter] = key
    name = address.name.partition("(")[0]
    if all(name_.isdigit() for name_ in values):
        return reverse(name, args=list(values.values()))
    return reverse(name, kwargs=values)


def by_query(world: World, secrets: Secrets) -> Iterator[Probe]:
    """Identifiers in the query string of choosers and bulk actions, and words of others in searches."""
    pages = [page.pk for page in secrets.pages]
    bulk = [
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        for action in ("delete", "move", "publish", "unpublish")
    ] + [reverse("wagtail_bulk_action", args=["projects", "actionpage", "change_status"])]
    for role in ("agent", "steering", "moderator"):
        for key in pages:
            for url in (*bulk, reverse("wagtailadmin_choose_page_chosen_multiple")):
                yield Probe(role, "GET", f"{url}?id={key}&next=/")
                yield Probe(role, "POST", f"{url}?id={key}&next=/")
        for name, targets in (("images", secrets.images), ("docs", secrets.documents)):
            yield Probe(
                role, "GET", reverse(f"wagtail{name}_chooser:chosen_multiple") + f"?id={targets[0].pk}"
            )
            yield Probe(role, "GET", reverse(f"wagtail{name}_chooser:choose") + f"?q={SOUGHT}")
        for url in (
            reverse("search:results"),
            world["actions"].get_url(),
            world["project"].get_url(),
            "/",
            reverse("my_space"),
            reverse("wagtailadmin_pages:search"),
            reverse("actions:index"),
            reverse("wagtailadmin_choose_page_search"),
            reverse("wagtailadmin_api:pages:listing"),
        ):
            if role == "steering" and url == reverse("search:results"):
                continue  # it finds the page of its own group
            yield Probe(role, "GET", f"{url}?q={SOUGHT}")
            yield Probe(role, "GET", f"{url}?search={SOUGHT}&descendant_of={pages[0]}")
        for comment in secrets.comments:
            yield Probe(role, "GET", f"{world['action'].get_url()}?repondre={comment.pk}")
            comments = reverse("comments:comments", args=[world["action"].pk])
            yield Probe(role, "POST", comments, {"text": "Un avis.", "parent": comment.pk})
    # Editors who may do a thing, but not to what another editor has under way.
    for upload in UploadedFile.objects.exclude(uploaded_by_user=world.users["communication"]):
        for kind, name in (("image", "wagtailimages"), ("document", "wagtaildocs")):
            for view in (f"create_multiple_from_uploaded_{kind}", "delete_upload_multiple"):
                yield Probe("communication", "POST", reverse(f"{name}:{view}", args=[upload.pk]))
    for session in EditingSession.objects.exclude(user=world.users["communication"]):
        yield Probe(
            "communication", "POST", reverse("wagtailadmin_editing_sessions:release", args=[session.pk])
        )


def by_path(world: World, secrets: Secrets) -> Iterator[Probe]:
    """Addresses of pages and files that are guessed."""
    for role in ("agent", "lead", "moderator", "steering"):
        for page in secrets.pages:
            for rest in ("", "?t=1", "axes/", "commentaires/"):
                for method in ("GET", "POST"):
                    yield Probe(role, method, f"{page.get_url()}{rest}")
        for name in secrets.files:
            folder, _, file = name.rpartition("/")
            stem, _, suffix = file.rpartition(".")
            guesses = (
                name, f"{folder}//{file}", f"./{name}", f"{name}/", f"{folder}/../{name}", name.upper(),
                f"{folder}/{stem}1.{suffix}", f"{folder}/{stem[:-1]}.{suffix}", f"films/{file}",
                f"images/{file}",
                f"documents/{file}", f"original_images/{file}", f"{name}%00", f"{name}%20", f"%2e/{name}",
            )  # fmt: skip
            for guess in guesses:
                yield Probe(role, "GET", f"/media/{guess}")
        document, open_document = secrets.documents[0], world["document"]
        for number, name in (
            (document.pk, document.filename), (document.pk, open_document.filename),
            (open_document.pk, document.filename), (document.pk, "x"), (document.pk + 1, document.filename),
        ):  # fmt: skip
            yield Probe(role, "GET", reverse("wagtaildocs_serve", args=[number, name]))


def test_there_are_enough_probes(world: World, secrets: Secrets) -> None:
    families = (by_identifier, by_query, by_path)
    assert all(len(list(family(world, secrets))) > 100 for family in families)
    assert sum(len(list(family(world, secrets))) for family in families) >= ENOUGH


@pytest.mark.long
def test_identifiers_of_others_in_addresses(world: World, secrets: Secrets) -> None:
    assert hits(world, by_identifier(world, secrets)) == []


@pytest.mark.long
def test_identifiers_of_others_in_query_strings(world: World, secrets: Secrets) -> None:
    assert hits(world, by_query(world, secrets)) == []


@pytest.mark.long
def test_guessed_pages_and_files(world: World, secrets: Secrets) -> None:
    assert hits(world, by_path(world, secrets)) == []


def test_the_mark_is_seen_by_who_may_read(world: World, secrets: Secrets) -> None:
    """Otherwise its absence would prove nothing."""
    for url in (
        reverse("wagtailadmin_pages:view_draft", args=[secrets.pages[0].pk]),
        reverse("wagtailadmin_pages:edit", args=[secrets.pages[4].pk]),
        reverse("wagtailimages:edit", args=[secrets.images[0].pk]),
        reverse("wagtaildocs:edit", args=[secrets.documents[0].pk]),
    ):
        assert SECRET in content(send(world, Probe("communication", "GET", url))), url
    volunteers = reverse("volunteering:volunteers", args=[world["led action"].pk])
    assert SECRET in content(send(world, Probe("lead", "GET", volunteers)))


# Tokens


def neighbours(token: str) -> list[str]:
    """The token with one character replaced by the next, at each place."""
    return [
        token[:place] + chr(ord(char) + 1 if char not in "9zZ" else ord(char) - 1) + token[place + 1 :]
        for place, char in enumerate(token)
        if char.isalnum()
    ]


def _key_of(uid: str) -> bytes | None:
    try:
        return urlsafe_base64_decode(uid)
    except ValueError:
        return None


def test_password_tokens_of_others_open_nothing(world: World) -> None:
    camille, other = world["agent"], UserFactory()
    uid = urlsafe_base64_encode(str(camille.pk).encode())
    token = default_token_generator.make_token(camille)
    with mock.patch.object(
        PasswordResetTokenGenerator,
        "_now",
        return_value=datetime.datetime.now() - datetime.timedelta(days=30),  # noqa: DTZ005 - as Django's
    ):
        expired = default_token_generator.make_token(camille)
    attempts = [
        *((uid, guess) for guess in neighbours(token)),
        *((guess, token) for guess in neighbours(uid)),
        *(
            (urlsafe_base64_encode(str(key).encode()), token)
            for key in (other.pk, camille.pk - 1, camille.pk + 1, 0)
        ),
        (uid, expired),
        (uid, default_token_generator.make_token(other)),
        (uid, "set-password"),
    ]
    for attempt in attempts:
        same_person = _key_of(attempt[0]) == str(camille.pk).encode()
        if same_person and default_token_generator.check_token(camille, attempt[1]):
            continue  # base64 leaves a bit unused: another spelling of the same address
        response = Client().get(reverse("password_reset_confirm", args=attempt), follow=True)
        assert response.status_code == 200
        assert "new_password1" not in response.content.decode(), attempt
    assert len(attempts) > 40
    opened = Client().get(reverse("password_reset_confirm", args=[uid, token]), follow=True)
    assert "new_password1" in opened.content.decode()


def test_a_password_token_is_used_once(world: World) -> None:
    agent = UserFactory()
    uid = urlsafe_base64_encode(str(agent.pk).encode())
    address = reverse("password_reset_confirm", args=[uid, default_token_generator.make_token(agent)])
    client = Client()
    form = client.get(address).headers["Location"]
    password = "un nouveau mot de passe long"
    assert client.post(form, {"new_password1": password, "new_password2": password}).status_code == 302
    assert "new_password1" not in Client().get(address, follow=True).content.decode()


def test_a_form_shown_to_others_signs_nothing(world: World) -> None:
    """The token in every form says to whom it was shown."""
    page, agent = world["action"], world.users["agent"]
    url = reverse("comments:comments", args=[page.pk])
    foreign = Probe("agent", "POST", url, {"text": "Un avis.", "_owner": sign_owner(world["agent"].pk)})
    assert hits(world, [foreign]) == []
    # A token that nobody made keeps nothing for anybody: its text waits in no session.
    token = sign_owner(agent.pk)
    attempts = [*neighbours(token), "x", f"{token}:{token}"]
    assert len(attempts) > 40
    for attempt in attempts:
        visitor = Client()
        assert visitor.post(url, {"text": SECRET, "_owner": attempt}).status_code == 302
        assert not visitor.session.keys()


def test_keys_of_sessions_beside_ours_open_nothing(world: World) -> None:
    attempts = neighbours(world.cookies["administrator"])
    assert len(attempts) >= 30
    for key in attempts:
        client = Client()
        client.cookies["sessionid"] = key
        response = client.get(reverse("wagtailadmin_home"))
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/connexion/")


def test_the_submission_of_another_person_returns_nothing_of_theirs(world: World) -> None:
    theirs = CommentFactory(page=world["action"], text=SECRET)
    Comment.objects.filter(pk=theirs.pk).update(deleted_at=timezone.now())
    url = reverse("comments:comments", args=[world["action"].pk])
    with rolled_back():
        data = {"text": "Le mien.", "submission": str(theirs.submission)}
        told = content(world.client("agent").post(url, data, headers={"HX-Request": "true"}))
        assert SECRET not in told
        theirs.refresh_from_db()
        assert theirs.text == SECRET
        assert Comment.objects.filter(submission=theirs.submission).count() == 2


def test_a_draft_is_shown_to_its_author_alone(world: World) -> None:
    """Kept in the session while its author signs in again; somebody else signs in at the same desk."""
    page, author = world["action"], world.users["agent"]
    with rolled_back():
        client = Client()
        url = reverse("comments:comments", args=[page.pk])
        client.post(url, {"text": SECRET, "_owner": sign_owner(author.pk)})
        client.force_login(world.users["moderator"])
        assert SECRET not in content(client.get(page.get_url()))


def test_a_preview_is_shown_to_who_makes_it(world: World) -> None:
    """What an editor is typing stays in the session: another editor's preview shows the page as it is."""
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[world["page"].pk])
    with rolled_back():
        world.client("communication").post(url, {"title": SECRET, "slug": "page", "body-count": "0"})
        assert SECRET not in content(world.client("administrator").get(f"{url}?mode="))
