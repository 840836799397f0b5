"""What a person does on the portal: a narrow query for each list, whose rows hold all that is shown."""

import datetime
from collections import defaultdict
from typing import NamedTuple

from django.core.paginator import Page
from django.utils import timezone

from portal.accounts.requests import AgentRequest
from portal.common.access import is_viewable
from portal.common.addresses import page_path
from portal.common.near_pages import near_page
from portal.mail.models import OutgoingMail
from projects.calls import Call, count_taken
from projects.comments.enums import MASKED
from projects.comments.models import Comment
from projects.enums import ActionStatus, is_late
from projects.groups.models import GroupMeeting
from projects.groups.permissions import my_groups
from projects.models import ActionPage
from projects.moderation.models import ModerationDecision
from projects.notifications.enums import FollowKind
from projects.notifications.header import load_follows
from projects.volunteering.enums import VolunteerStatus
from projects.volunteering.models import Volunteer
from projects.volunteering.permissions import my_offers

COMMENTS_PER_PAGE = 20
ROWS_PER_PAGE = 10  # of the other lists


def lost_mail(request: AgentRequest) -> OutgoingMail | None:
    """Return the last mail about their account that could not reach this person, if any."""
    lost = OutgoingMail.objects.urgent().failed().to(request.user.email)
    return lost.defer("content").order_by("-given_up_at").first()


class LedAction(NamedTuple):
    """An action that the person leads."""

    pk: int
    title: str
    path: str
    status: str
    progress: int
    is_late: bool
    volunteers_wanted: int | None
    taken_places: int

    @property
    def status_label(self) -> str:
        return str(ActionStatus(self.status).label)

    @property
    def call(self) -> Call:
        return Call(self)


class Offer(NamedTuple):
    """An offer of the person to volunteer."""

    title: str
    path: str
    status: str
    created_at: datetime.datetime

    @property
    def status_label(self) -> str:
        return str(VolunteerStatus(self.status).label)


class AskedOffer(NamedTuple):
    """An offer that waits for the person's approval, as a manager."""

    pk: int
    first_name: str
    last_name: str
    email: str
    title: str

    @property
    def agent(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email


class NextMeeting(NamedTuple):
    """A meeting to come of a group."""

    pk: int
    subject: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    cancelled_at: datetime.datetime | None


class Group(NamedTuple):
    """A working group of the person."""

    title: str
    path: str
    is_facilitated: bool
    next_meetings: tuple[NextMeeting, ...]


class Decision(NamedTuple):
    """What moderation last decided about a comment."""

    pk: int
    outcome: str
    rule: str
    reasoning: str
    message: str
    is_appealed: bool
    is_appealable: bool


class MyComment(NamedTuple):
    """A comment of the person. The text is "" while moderation masks it."""

    pk: int
    page_title: str
    created_at: datetime.datetime
    text: str
    moderation_state: str
    decision: Decision | None


def asked_offers(request: AgentRequest) -> Page:
    """Return the offers that wait for the person's approval, the oldest first."""
    asked = Volunteer.objects.awaiting_decision_of(request.user).filter(is_viewable(request, "action"))
    names = ("agent__first_name", "agent__last_name", "agent__email")
    rows = asked.values_list("pk", *names, "action__title")
    page = near_page(request, rows, per_page=ROWS_PER_PAGE, parameter="reponses")
    page.object_list = [AskedOffer(*row) for row in page]
    return page


def led_actions(request: AgentRequest) -> Page:
    """Return the actions that the person leads, in the order of the plan."""
    led = ActionPage.objects.filter(is_viewable(request), lead_person=request.user).order_by("number")
    columns = ("pk", "title", "url_path", "status", "progress", "volunteers_wanted", "end", "project__as_of")
    page = near_page(request, led.values_list(*columns), per_page=ROWS_PER_PAGE, parameter="actions")
    today = timezone.localdate()
    taken = count_taken([pk for pk, *_columns in page]) if page else {}
    page.object_list = [
        LedAction(
            pk,
            title,
            page_path(request, url_path),
            status,
            progress,
            is_late(status, end, as_of or today),
            wanted,
            taken[pk],
        )
        for pk, title, url_path, status, progress, wanted, end, as_of in page
    ]
    return page


def offers(request: AgentRequest) -> Page:
    """Return the person's offers to volunteer, the newest first."""
    rows = my_offers(request).values_list("action__title", "action__url_path", "status", "created_at")
    page = near_page(request, rows, per_page=ROWS_PER_PAGE, parameter="benevolat")
    page.object_list = [Offer(title, page_path(request, url_path), *row) for title, url_path, *row in page]
    return page


def groups(request: AgentRequest) -> Page:
    """Return the person's working groups with their meetings to come."""
    mine = my_groups(request).order_by("number").values_list("pk", "title", "url_path", "facilitator")
    page = near_page(request, mine, per_page=ROWS_PER_PAGE, parameter="groupes")
    meetings = _next_meetings([pk for pk, *_columns in page]) if page else {}
    page.object_list = [
        Group(title, page_path(request, url_path), facilitator == request.user.pk, tuple(meetings[pk]))
        for pk, title, url_path, facilitator in page
    ]
    return page


def saved_searches(request: AgentRequest) -> Page:
    """Return the searches that the person keeps, and read which of them they follow."""
    mine = request.user.saved_searches.only("name", "address")
    page = near_page(request, mine, per_page=ROWS_PER_PAGE, parameter="recherches")
    if page:
        load_follows(request, FollowKind.SEARCH, [saved.pk for saved in page])
    return page


def comments(request: AgentRequest) -> Page:
    """Return what the person wrote, the newest first, with what moderation decided about it."""
    columns = ("pk", "page__title", "created_at", "text", "moderation_state", "current_decision")
    mine = Comment.objects.by(request.user).filter(is_viewable(request, "page")).values_list(*columns)
    page = near_page(request, mine, per_page=COMMENTS_PER_PAGE)
    decisions = _decisions({decision for *_columns, decision in page if decision})
    page.object_list = [
        MyComment(pk, title, created_at, "" if state in MASKED else text, state, decisions.get(decision))
        for pk, title, created_at, text, state, decision in page
    ]
    return page


def _next_meetings(groups: list[int]) -> defaultdict[int, list[NextMeeting]]:
    """Return the meetings to come of these groups, from the next one."""
    found: defaultdict[int, list[NextMeeting]] = defaultdict(list)
    columns = ("group", "pk", "subject", "starts_at", "ends_at", "cancelled_at")
    for group, *meeting in GroupMeeting.objects.to_come().filter(group__in=groups).values_list(*columns):
        found[group].append(NextMeeting(*meeting))
    return found


def _decisions(keys: set[int]) -> dict[int, Decision]:
    rows = ModerationDecision.objects.filter(pk__in=keys).select_related("rule", "appeal") if keys else ()
    return {
        row.pk: Decision(
            row.pk,
            row.get_outcome_display(),
            str(row.rule or ""),
            row.reasoning,
            row.message,
            row.appeal_or_none is not None,
            row.is_appealable,
        )
        for row in rows
    }
