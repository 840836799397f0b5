"""Bad requests over every address and role, on the database of the settings: 5,000, or 20,000 with FULL=1.

TESTS_SEED asks for others.

Each is undone afterwards. None may fail (5xx), none may change anything when its method is safe, and none
may set what no form offers: rights, authors, dates. A failure prints the request and its place in the
run; the same chunk sends the same requests.
"""

import time
from collections import Counter
from random import Random
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from django.contrib.auth.models import Group
from django.http import HttpResponseBase
from django.utils import timezone
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page

from portal.accounts.enums import RoleName
from portal.accounts.models import User
from projects.comments.models import Comment
from projects.models import ProgressEntry
from projects.moderation.models import Appeal, ModerationDecision, Report
from projects.volunteering.models import Volunteer
from tests.authorisation.addresses import addresses
from tests.authorisation.recording import recorded
from tests.authorisation.world import ROLES, World, body, rolled_back
from tests.extent import FULL, SEED

from .forms import Forms
from .malice import Hostile, hostile_request

pytestmark = [pytest.mark.hostile, pytest.mark.django_db]

REQUESTS = 20_000 if FULL else 5_000
CHUNK_SIZE = 500
CHUNKS = REQUESTS // CHUNK_SIZE
PLACES = [(address, role) for address in addresses() for role in ROLES]
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE", "get"}
LONGEST = 20  # seconds of a processor for one answer, whatever was sent


@pytest.fixture(scope="session")
def forms(world: World) -> Forms:
    return Forms(world)


def test_enough_requests_are_sent_to_every_address_and_role() -> None:
    assert len(PLACES) < CHUNKS * CHUNK_SIZE


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_bad_requests(chunk: int, world: World, forms: Forms) -> None:
    rng = Random(SEED + chunk)
    protected = Protected()
    faults: list[str] = []
    answers: Counter[int] = Counter()
    written = 0
    for number in range(CHUNK_SIZE):
        # Every address and role in turn, whatever the number of chunks.
        address, role = PLACES[(number * CHUNKS + chunk) % len(PLACES)]
        request = hostile_request(rng, world, address, role, forms.fields)
        with rolled_back(), recorded() as record:
            begun = time.process_time()
            response = send(world, request)
            seconds = time.process_time() - begun
            answers[response.status_code] += 1
            fault = ""
            if response.status_code >= 500:
                fault = f"{response.status_code} {record.exception}"
            elif request.method in SAFE and record.changed:
                fault = f"a visit wrote to {record.changed}"
            elif record.changed:
                written += 1
                fault = protected.broken_by(world, role)
            elif seconds > LONGEST:
                fault = f"took {seconds:.0f} s of a processor"
            if fault:
                faults.append(f"{fault}\n    {number}: {request}")
    assert not faults, f"{len(faults)} faults in chunk {chunk}:\n" + "\n".join(faults)
    assert sum(answers.values()) == CHUNK_SIZE
    assert written, "no form was accepted: nothing is proven about fields that it does not declare"


def send(world: World, request: Hostile) -> HttpResponseBase:
    """Through the whole stack, as the server gives it to the application."""
    client = world.client(request.role)
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items()}
    if "HTTP_CONTENT_LENGTH" in headers:
        headers["CONTENT_LENGTH"] = headers.pop("HTTP_CONTENT_LENGTH")
    if request.cookie:
        kept = client.cookies.output(header="", sep=";").strip()
        headers["HTTP_COOKIE"] = f"{kept}; {request.cookie}" if kept else request.cookie
    response = client.generic(
        request.method,
        "/",
        request.body,
        content_type=request.content_type,
        **{
            "PATH_INFO": unquote_to_bytes(request.path).decode("latin-1"),
            "QUERY_STRING": request.query,
            **headers,
        },
    )
    body(response)
    return response


class Protected:
    """What no form decides, remembered before and compared after each request that wrote."""

    def __init__(self) -> None:
        self.before = self._for_everybody()
        self.rights_before = self._rights()
        self.known_comments = set(Comment.objects.values_list("pk", flat=True))
        self.known_reports = set(Report.objects.values_list("pk", flat=True))
        self.known_appeals = set(Appeal.objects.values_list("pk", flat=True))
        self.known_decisions = set(ModerationDecision.objects.values_list("pk", flat=True))
        self.known_offers = set(Volunteer.objects.values_list("pk", flat=True))
        self.known_entries = set(ProgressEntry.objects.values_list("pk", flat=True))

    @staticmethod
    def _for_everybody() -> dict[str, set[Any]]:
        return {
            "super-users and dates of accounts": set(
                User.objects.values_list("pk", "is_superuser", "date_joined")
            ),
            "authors and dates of comments": set(
                Comment.objects.values_list("pk", "author", "page", "parent", "depth", "created_at")
            ),
            "agents of offers": set(Volunteer.objects.values_list("pk", "agent", "action")),
            "authors of progress": set(ProgressEntry.objects.values_list("pk", "author", "action")),
            "decisions": set(ModerationDecision.objects.values_list("pk", "moderator", "reasoning")),
            "reporters": set(Report.objects.values_list("pk", "reporter", "comment")),
            "appellants": set(Appeal.objects.values_list("pk", "appellant", "decision")),
            "owners of pages": set(Page.objects.values_list("pk", "owner")),
        }

    @staticmethod
    def _rights() -> dict[str, set[Any]]:
        """What administrators alone may change."""
        return {
            "accounts": set(User.objects.values_list("pk", "is_active", "email")),
            # Publishing an action makes its lead person an action lead: see docs/roles.md.
            "members of groups": set(
                User.groups.through.objects.exclude(group__name=RoleName.LEADS).values_list("user", "group")
            ),
            "rights of groups": set(Group.permissions.through.objects.values_list("group", "permission")),
            "rights on pages": set(GroupPagePermission.objects.values_list("group", "page", "permission")),
            "rights on files": set(
                GroupCollectionPermission.objects.values_list("group", "collection", "permission")
            ),
            "rights of agents": set(User.user_permissions.through.objects.values_list("user", "permission")),
        }

    def broken_by(self, world: World, role: str) -> str:
        """What this role changed and may not; empty when nothing."""
        after = self._for_everybody()
        for name, rows in self.before.items():
            # Rows may go (a page is deleted with its comments); those that stay are as they were.
            keys = {row[0] for row in rows}
            if {row for row in after[name] if row[0] in keys} - rows:
                return f"{role} changed {name}"
        if role != "administrator":
            rights = self._rights()
            for name, rows in self.rights_before.items():
                if rights[name] - rows:
                    return f"{role} changed {name}"
        own = world.users.get(role)
        for model, known, person in (
            (Comment, self.known_comments, "author"),
            (Report, self.known_reports, "reporter"),
            (Appeal, self.known_appeals, "appellant"),
            (ModerationDecision, self.known_decisions, "moderator"),
            (Volunteer, self.known_offers, "agent"),
            (ProgressEntry, self.known_entries, "author"),
        ):
            for row in model.objects.exclude(pk__in=known):
                if getattr(row, person) != own:
                    return f"{role} wrote in the name of somebody else: {row!r}"
                if (
                    model in (Comment, Report, Volunteer)
                    and abs((timezone.now() - row.created_at).total_seconds()) > 600
                ):
                    return f"{role} dated {row!r}"
        return ""
