"""What a large installation holds: copies of the actions, with agents and what they write about them."""

import datetime
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management.color import no_style
from django.db import connection
from django.utils import timezone
from wagtail.models import Page

from bench.rows import columns, insert, next_key
from portal.accounts.enums import RoleName
from portal.accounts.models import Organisation, Service, User
from portal.signin.models import Session
from projects.comments.enums import CommentKind
from projects.comments.models import Comment
from projects.models import ActionPage, ProgressEntry, TaggedAction
from projects.notifications.enums import Category, FollowKind
from projects.notifications.models import Follow, Notification
from projects.volunteering.enums import VolunteerStatus
from projects.volunteering.models import Volunteer, VolunteerStep

# Of the rows that belong to a person, the reader has one in so many.
OF_READER = 1000
TEXTS = (
    "Deux visas pour un acte qui engage une dépense, d’accord : c’est prudent. Trois jours, c’est trop long.",
    "Chez nous le circuit a été raccourci l’an dernier, et personne ne voudrait revenir en arrière.",
    "Bonne idée, si les équipes de terrain sont associées dès le début. Nous pouvons faire un essai.",
    "Merci pour cette proposition. Je suis disponible pour en parler à la prochaine réunion du groupe.",
    "À la crèche comme au stade, les horaires ne sont pas ceux des bureaux : pensez-y pour les écrans.",
    "Je ne suis pas d’accord : ce formulaire existe déjà, il suffit de le mettre à jour et de le dire.",
)
FIRST_NAMES = ("Camille", "Sacha", "Dominique", "Claude", "Andrée", "Fabrice", "Inès", "Karim", "Zoé")
LAST_NAMES = ("Aubertin", "Bessières", "Castanet", "Delrieu", "Escoffier", "Hébrard", "Issaly", "Vergnes")
KINDS = ("", *CommentKind.values)
STATUSES = (
    VolunteerStatus.OFFERED, VolunteerStatus.ACCEPTED, VolunteerStatus.WAITING, VolunteerStatus.WITHDRAWN,
)  # fmt: skip


@dataclass(frozen=True)
class Sizes:
    """How much content there is in the end, or nearly."""

    actions: int = 10_000
    agents: int = 50_000
    comments: int = 1_000_000
    comments_of_big_page: int = 5_000
    followers_of_big_page: int = 2_000
    follows_of_agent: int = 3
    notifications: int = 100_000
    volunteers: int = 200_000
    sessions: int = 20_000


class Filling:
    """Copies the actions of the plan of one page until there are enough, with agents and what they wrote.

    Half of the comments of the big page are of the first level. The same content is made each time.
    """

    def __init__(self, sizes: Sizes, big_page: ActionPage, reader: User) -> None:
        self.sizes, self.big_page, self.reader = sizes, big_page, reader
        self.chance = random.Random(42)  # noqa: S311  the same content each time
        self.now = timezone.now()
        self.agents = range(next_key(User), next_key(User) + sizes.agents)
        self.actions: list[int] = []  # the copies

    def fill(self) -> None:
        """Write everything, what is named before what names it."""
        self.write_agents()
        self.write_actions()
        self.write_comments()
        self.write_volunteers()
        self.write_notifications()
        self.write_follows()
        self.write_sessions()
        _move_sequences()
        update_statistics()

    def write_agents(self) -> None:
        organisations = list(Organisation.objects.values_list("pk", flat=True))
        services = list(Service.objects.values_list("pk", flat=True))
        group = Group.objects.get(name=RoleName.AGENTS).pk
        insert(
            User,
            (
                {
                    "id": key,
                    "password": "!",
                    "email": f"agent{key}@grand.invalid",
                    "first_name": self.chance.choice(FIRST_NAMES),
                    "last_name": f"{self.chance.choice(LAST_NAMES)}-{self.chance.choice(LAST_NAMES)}",
                    "date_joined": self._moment(),
                    "organisation_id": self.chance.choice(organisations),
                    "service_id": self.chance.choice(services),
                }
                for key in self.agents
            ),
        )
        insert(User.groups.through, ({"user_id": key, "group_id": group} for key in self.agents))

    def write_actions(self) -> None:
        index = Page.objects.get(pk=self.big_page.get_parent().pk)
        models = list(ActionPage.objects.child_of(index).order_by("path"))
        step = int(models[-1].path[-Page.steplen :], 36)
        number = max(action.number for action in models)
        key = next_key(Page)
        copies = [
            (key + place, models[place % len(models)]) for place in range(self.sizes.actions - len(models))
        ]
        self.actions = [copy for copy, _model in copies]

        def pages() -> Iterator[dict[str, Any]]:
            for place, (copy, model) in enumerate(copies, start=1):
                title, slug = f"{model.title[:230]} ({place})", f"{model.slug[:200]}-{place}"
                yield columns(model.page_ptr) | {
                    "id": copy,
                    "path": Page._get_path(index.path, index.depth + 1, step + place),
                    "title": title,
                    "draft_title": title,
                    "slug": slug,
                    "url_path": f"{index.url_path}{slug}/",
                    "translation_key": self._uuid(),
                    "live_revision_id": None,
                    "latest_revision_id": None,
                    "has_unpublished_changes": False,
                }

        insert(Page, pages())
        insert(
            ActionPage,
            (
                columns(model)
                | {"page_ptr_id": copy, "number": number + place, "lead_person_id": self._person(copy)}
                for place, (copy, model) in enumerate(copies, start=1)
            ),
        )
        Page.objects.filter(pk=index.pk).update(numchild=index.numchild + len(copies))
        for linked, action in (
            (ActionPage.organisations.through, "actionpage_id"),
            (ActionPage.films.through, "actionpage_id"),
            (ActionPage.other_themes.through, "actionpage_id"),
            (ActionPage.related_actions.through, "from_actionpage_id"),
            (TaggedAction, "content_object_id"),
            (ProgressEntry, "action_id"),
        ):
            self._copy_links(linked, action, copies)

    def _copy_links(self, linked: Any, action: str, copies: list[tuple[int, ActionPage]]) -> None:
        """Give the copies what the rows of `linked` give to the actions that were copied."""
        rows: dict[int, list[dict[str, Any]]] = {}
        for row in linked.objects.all():
            rows.setdefault(getattr(row, action), []).append(
                {name: value for name, value in columns(row).items() if name != "id"}
            )
        insert(linked, (row | {action: copy} for copy, model in copies for row in rows.get(model.pk, ())))

    def write_comments(self) -> None:
        of_big_page = self.sizes.comments_of_big_page
        each = (self.sizes.comments - of_big_page) // len(self.actions)
        keys = count(next_key(Comment))
        insert(
            Comment,
            chain(
                self._comments(self.big_page.pk, of_big_page, first=of_big_page // 2, keys=keys),
                *(self._comments(action, each, first=each * 3 // 5, keys=keys) for action in self.actions),
            ),
        )

    def _comments(self, page: int, many: int, *, first: int, keys: Iterator[int]) -> Iterator[dict[str, Any]]:
        moment = self._moment()
        threads: list[tuple[int, uuid.UUID]] = []
        for place in range(many):
            key = next(keys)
            moment += datetime.timedelta(minutes=self.chance.randint(1, 60))
            parent, thread = self.chance.choice(threads) if place >= first else (None, self._uuid())
            if parent is None:
                threads.append((key, thread))
            yield {
                "id": key,
                "depth": 2 if parent else 1,
                "thread": thread,
                "kind": "" if parent else KINDS[key % len(KINDS)],
                "text": TEXTS[key % len(TEXTS)],
                "created_at": moment,
                "submission": self._uuid(),
                "author_id": self._person(key),
                "page_id": page,
                "answered_id": parent,
                "parent_id": parent,
            }

    def write_volunteers(self) -> None:
        each = self.sizes.volunteers // len(self.actions)
        first = next_key(Volunteer)
        places = [(action, place) for action in self.actions for place in range(each)]
        keys = list(enumerate(places, start=first))
        insert(
            Volunteer,
            (
                {
                    "id": key,
                    "action_id": action,
                    # Different people for each action: from one place to the next, all of them come in turn.
                    "agent_id": self.reader.pk
                    if key % OF_READER == 0
                    else self.agents[key % len(self.agents)],
                    "message": "Je veux bien aider.",
                    "availability": "Le mardi matin",
                    "status": STATUSES[place % len(STATUSES)],
                    "created_at": self._moment(),
                }
                for key, (action, place) in keys
            ),
        )
        insert(
            VolunteerStep, ({"volunteer_id": key, "status": STATUSES[0], "at": self.now} for key, _ in keys)
        )

    def write_notifications(self) -> None:
        told = Comment.objects.filter(page__in=self.actions[-2000:]).order_by("-pk")
        comments = list(told.values_list("pk", "page")[: self.sizes.notifications])

        def rows() -> Iterator[dict[str, Any]]:
            for place in range(self.sizes.notifications):
                comment, page = comments[place % len(comments)]
                moment = self._moment(days=80)
                yield {
                    "recipient_id": self._person(place),
                    "kind": "comment",
                    "category": Category.CONVERSATIONS,
                    "key": f"comment:{comment}:{place}",
                    "object_id": comment,
                    "page_id": page,
                    "comment_id": comment,
                    "thread": f"page:{page}",
                    "created_at": moment,
                    "read_at": moment if place % 2 else None,
                }

        insert(Notification, rows())

    def write_follows(self) -> None:
        many = self.sizes.follows_of_agent
        each = (
            (agent, self.actions[(agent * many + place) % len(self.actions)])
            for agent in (self.reader.pk, *self.agents)
            for place in range(many)
        )
        of_big_page = ((agent, self.big_page.pk) for agent in self.agents[: self.sizes.followers_of_big_page])
        insert(
            Follow,
            (
                {
                    "agent_id": agent,
                    "kind": FollowKind.CONVERSATION,
                    "page_id": page,
                    "created_at": self._moment(),
                }
                for agent, page in chain(each, of_big_page)
            ),
        )

    def write_sessions(self) -> None:
        insert(
            Session,
            (
                {
                    "session_key": f"{self.chance.getrandbits(128):032x}",
                    "session_data": "",
                    "expire_date": self.now + datetime.timedelta(hours=self.chance.randint(-72, 4)),
                    "user_id": self._person(place + 1),
                    "created_at": self.now,
                    "last_seen": self.now,
                }
                for place in range(self.sizes.sessions)
            ),
        )

    def _person(self, place: int) -> int:
        return self.reader.pk if place % OF_READER == 0 else self.chance.choice(self.agents)

    def _moment(self, days: int = 730) -> datetime.datetime:
        return self.now - datetime.timedelta(days=1 + self.chance.random() * days)

    def _uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)


def update_statistics() -> None:
    """Tell the database what it holds, as it finds out by itself in time."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _move_sequences() -> None:
    """Let PostgreSQL give keys above those that were written."""
    models = apps.get_models(include_auto_created=True)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
