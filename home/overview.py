"""The content of the home page."""

from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.dateparse import parse_datetime
from django.utils.functional import SimpleLazyObject

from portal.accounts.requests import AgentRequest
from portal.common.access import is_viewable, viewable
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
    all readers see is asked of the database only when a fragment of the page is made again.
    """
    if project is None:
        return {"project": None}
    actions = viewable(ActionPage.objects.filter(project=project), request)
    letters = viewable(NewsletterPage.objects.order_by("-date"), request)
    films = viewable(FilmPage.objects.order_by("-date"), request)
    proposals = viewable(ProposalIndexPage.objects.child_of(project), request)
    entries = ProgressEntry.objects.filter(is_viewable(request, "action"), action__project=project)
    entries = entries.select_related("action").order_by("-date", "-pk")[:NEWS_SHOWN]
    since = parse_datetime(request.session.get(PREVIOUS_VISIT) or "")
    came = kept(
        request,
        "home-news",
        make=lambda: {
            "entries": [entry.created_at for entry in entries],
            "letter": [letter.first_published_at for letter in letters[:1]],
            "film": [film.first_published_at for film in films[:1]],
        },
    )
    return {
        "project": project,
        "figures": SimpleLazyObject(lambda: PlanFigures.of(actions)),
        "progress_news": entries,
        "calls": actions.for_cards().seeking_volunteers()[:CALLS_SHOWN],
        "latest_letter": SimpleLazyObject(letters.first),
        "latest_film": SimpleLazyObject(films.first),
        "proposals_page": SimpleLazyObject(proposals.first),
        "previous_visit": since,
        # What is new for this person: with it, a part of the page is the same for all.
        "news": {part: [bool(since and moment > since) for moment in came[part]] for part in came},
        "my_actions": _my_actions(actions, request),
    }


def _my_actions(actions: ActionPageQuerySet, request: AgentRequest) -> list[tuple[int, Any]]:
    """Return the key of each unfinished action that the reader leads or helps, and the action itself.

    One more than are shown. An action is read only if its line is not kept already.
    """
    helps = Volunteer.objects.filter(action=OuterRef("pk"), agent=request.user, status__in=ENGAGED)
    mine = actions.filter(Q(lead_person=request.user) | Exists(helps), status__in=UNFINISHED)
    keys = mine.order_by("number").values_list("pk", flat=True)[: MY_ACTIONS_SHOWN + 1]
    return [(key, SimpleLazyObject(partial(actions.for_cards().get, pk=key))) for key in keys]
