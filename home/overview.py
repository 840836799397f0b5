"""The content of the home page."""

import datetime
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.dateparse import parse_datetime
from django.utils.functional import SimpleLazyObject

from portal.accounts.requests import AgentRequest
from portal.common.access import is_viewable, user_can_view, viewable
from portal.fragments.content import kept
from portal.signin.signing_in import PREVIOUS_VISIT
from projects.enums import UNFINISHED
from projects.figures import PlanFigures
from projects.models import ActionPage, ProgressEntry, ProjectPage
from projects.newsletters.models import NewsletterPage
from projects.proposals.models import ProposalIndexPage
from projects.querysets import ActionPageQuerySet
from projects.volunteering.enums import ENGAGED
from projects.volunteering.models import Volunteer
from videos.models import FilmPage

NEWS_SHOWN = 6
CALLS_SHOWN = 4
MY_ACTIONS_SHOWN = 5


def home_overview(project: ProjectPage | None, request: AgentRequest) -> dict[str, Any]:
    """Return what the home page shows besides its own text.

    The plan's figures, news, calls for volunteers, the latest letter and film, and the reader's actions. What
    all readers see is asked only when a fragment of the page is made again.
    """
    if project is None or not user_can_view(request, project):
        return {"project": None}
    shown = SharedOverview(project, request)
    since = parse_datetime(request.session.get(PREVIOUS_VISIT) or "")
    came = kept(request, "home-news", make=shown.moments)
    mine = kept(request, "home-mine", request.user.pk, make=shown.my_actions)
    return {
        "project": project,
        "figures": SimpleLazyObject(shown.figures),
        "progress_news": SimpleLazyObject(shown.progress_news),
        "calls": SimpleLazyObject(shown.calls),
        "latest_letter": SimpleLazyObject(shown.latest_letter),
        "latest_film": SimpleLazyObject(shown.latest_film),
        "proposals_page": SimpleLazyObject(shown.proposals_page),
        "previous_visit": since,
        # What is new for this person: with it, a part of the page is the same for all.
        "news": {part: [bool(since and moment > since) for moment in came[part]] for part in came},
        "my_actions": [(key, SimpleLazyObject(partial(shown.card, key))) for key in mine],
    }


class SharedOverview:
    """What the home page shows of a project."""

    def __init__(self, project: ProjectPage, request: AgentRequest) -> None:
        self.project, self.request = project, request

    def actions(self) -> ActionPageQuerySet:
        return viewable(ActionPage.objects.filter(project=self.project), self.request)

    def figures(self) -> PlanFigures:
        return PlanFigures.of(self.actions())

    def progress_news(self) -> list[ProgressEntry]:
        readable = is_viewable(self.request, "action")
        entries = ProgressEntry.objects.filter(readable, action__project=self.project)
        return list(entries.select_related("action").order_by("-date", "-pk")[:NEWS_SHOWN])

    def calls(self) -> list[ActionPage]:
        return list(self.actions().for_cards().seeking_volunteers()[:CALLS_SHOWN])

    def latest_letter(self) -> NewsletterPage | None:
        return viewable(NewsletterPage.objects.order_by("-date"), self.request).first()

    def latest_film(self) -> FilmPage | None:
        return viewable(FilmPage.objects.order_by("-date"), self.request).first()

    def proposals_page(self) -> ProposalIndexPage | None:
        return viewable(ProposalIndexPage.objects.child_of(self.project), self.request).first()

    def moments(self) -> dict[str, list[datetime.datetime]]:
        """Return when each part of the news came."""
        pages = {"letter": self.latest_letter(), "film": self.latest_film()}
        came = {part: [page.first_published_at] if page else [] for part, page in pages.items()}
        return {"entries": [entry.created_at for entry in self.progress_news()], **came}

    def my_actions(self) -> list[int]:
        """Return the keys of unfinished actions that the reader leads or helps, one more than are shown."""
        reader = self.request.user
        helps = Volunteer.objects.filter(action=OuterRef("pk"), agent=reader, status__in=ENGAGED)
        mine = self.actions().filter(Q(lead_person=reader) | Exists(helps), status__in=UNFINISHED)
        return list(mine.order_by("number").values_list("pk", flat=True)[: MY_ACTIONS_SHOWN + 1])

    def card(self, key: int) -> ActionPage:
        """Return an action for its line, which is asked only if the line is not kept."""
        return self.actions().for_cards().get(pk=key)
