"""The content of the home page."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.dateparse import parse_datetime

from portal.accounts.requests import AgentRequest
from portal.common.access import viewable
from portal.signin.signing_in import PREVIOUS_VISIT
from projects.enums import UNFINISHED
from projects.figures import PlanFigures
from projects.models import ActionPage, ProgressEntry, ProjectPage
from projects.newsletters.models import NewsletterPage
from projects.proposals.models import ProposalIndexPage
from projects.volunteering.enums import ENGAGED
from projects.volunteering.models import Volunteer
from videos.models import FilmPage

NEWS_SHOWN = 6
CALLS_SHOWN = 4


def home_overview(project: ProjectPage | None, request: AgentRequest) -> dict[str, Any]:
    """Return what the home page shows besides its own text.

    The plan's figures, news, calls for volunteers, the latest letter and film, and the reader's actions.
    """
    if project is None:
        return {"project": None}
    actions = viewable(ActionPage.objects.filter(project=project), request)
    cards = actions.for_cards()
    mine = Q(lead_person=request.user) | Exists(
        Volunteer.objects.filter(action=OuterRef("pk"), agent=request.user, status__in=ENGAGED)
    )
    return {
        "project": project,
        "figures": PlanFigures.of(actions),
        "progress_news": ProgressEntry.objects.filter(action__in=actions.values("pk"))
        .select_related("action")
        .order_by("-date", "-pk")[:NEWS_SHOWN],
        "calls": cards.seeking_volunteers()[:CALLS_SHOWN],
        "previous_visit": parse_datetime(request.session.get(PREVIOUS_VISIT) or ""),
        "my_actions": cards.filter(mine, status__in=UNFINISHED),
        "latest_letter": viewable(NewsletterPage.objects.order_by("-date"), request).first(),
        "latest_film": viewable(FilmPage.objects.order_by("-date"), request).first(),
        "proposals_page": viewable(ProposalIndexPage.objects.child_of(project), request).first(),
    }
