"""The content of the home page."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.dateparse import parse_datetime
from wagtail.models import Page

from portal.accounts.requests import AgentRequest
from portal.common.access import is_viewable, viewable
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
        "progress_news": ProgressEntry.objects.filter(is_viewable(request, "action"), action__project=project)
        .select_related("action")
        .order_by("-date", "-pk")[:NEWS_SHOWN],
        "calls": cards.seeking_volunteers()[:CALLS_SHOWN],
        "previous_visit": parse_datetime(request.session.get(PREVIOUS_VISIT) or ""),
        "my_actions": cards.filter(mine, status__in=UNFINISHED),
        **_latest(request, project),
    }


def _latest(request: AgentRequest, project: ProjectPage) -> dict[str, Any]:
    """Return the latest letter, the latest film and the list of proposals, in one query."""
    letters = viewable(NewsletterPage.objects.all(), request).order_by("-date").values("pk")
    films = viewable(FilmPage.objects.all(), request).order_by("-date").values("pk")
    proposals = viewable(ProposalIndexPage.objects.child_of(project), request).values("pk")
    found: dict[str, Any] = {"latest_letter": None, "latest_film": None, "proposals_page": None}
    wanted = Q(pk__in=letters[:1]) | Q(pk__in=films[:1]) | Q(pk__in=proposals[:1])
    for page in Page.objects.filter(wanted).select_related("newsletterpage", "filmpage", "proposalindexpage"):
        if hasattr(page, "newsletterpage"):
            found["latest_letter"] = page.newsletterpage
        elif hasattr(page, "proposalindexpage"):
            found["proposals_page"] = page.proposalindexpage
        else:
            found["latest_film"] = page.filmpage
    return found
