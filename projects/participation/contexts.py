"""What the comments and the volunteers of a page show, on the page and in the answer to htmx alike."""

from dataclasses import dataclass
from typing import Any

from wagtail.models import Page

from portal.accounts.requests import AgentRequest
from projects.enums import OPEN_TO_VOLUNTEERS
from projects.models import ActionPage

from .drafts import find_draft
from .enums import TAKES_A_PLACE, VolunteerStatus
from .forms import CommentForm, VolunteerForm
from .models import Volunteer
from .permissions import user_can_manage_volunteers
from .threads import read_thread

ORDER_PARAMETER = "tri-commentaires"
OLDEST_FIRST = "anciens"
REPLY_PARAMETER = "repondre"


def comments_context(
    request: AgentRequest,
    page: Page,
    *,
    form: CommentForm | None = None,
    status: str = "",
    posted: str = "",
) -> dict[str, Any]:
    """The thread of a page with one form: a new comment, or an answer under its comment.

    `form` is a refused one, to be shown with its errors; `status` is announced; `posted` is the number
    of the comment just posted, which takes the focus.
    """
    newest_first = request.GET.get(ORDER_PARAMETER) != OLDEST_FIRST
    thread = read_thread(page, viewer=request.user, newest_first=newest_first)
    draft = find_draft(request, page) if form is None else None
    wanted = form.replying_to if form else request.GET.get(REPLY_PARAMETER, "")
    replying_to = thread.answerable(wanted)
    if form is None:
        initial: dict[str, Any] = {"parent": replying_to.number} if replying_to else {}
        if draft:
            initial |= {"text": draft["text"], "submission": draft["submission"]}
        form = CommentForm(page=page, author=request.user, initial=initial)
    if form.is_bound or replying_to:
        form.fields["text"].widget.attrs["autofocus"] = True
    order = "" if newest_first else f"{ORDER_PARAMETER}={OLDEST_FIRST}"
    return {
        "request": request,
        "page_number": str(page.pk),
        "thread": thread,
        "form": form,
        "draft": draft,
        "replying_to": replying_to,
        # Where the browser keeps what is being written: nobody else at the same desk finds it.
        "draft_key": f"{page.pk}-{replying_to.number if replying_to else 0}-{request.user.pk}",
        "status": status,
        "posted": posted,
        "order_query": f"?{order}" if order else "",
        "reply_query": f"?{order}&{REPLY_PARAMETER}=" if order else f"?{REPLY_PARAMETER}=",
        "newest_query": f"?{ORDER_PARAMETER}=recents",
        "oldest_query": f"?{ORDER_PARAMETER}={OLDEST_FIRST}",
    }


@dataclass(frozen=True)
class VolunteerPanel:
    """A call for volunteers and who answered it."""

    action: ActionPage
    volunteers: list[Volunteer]
    mine: Volunteer | None

    @property
    def places(self) -> int:
        return self.action.volunteers_wanted or 0

    @property
    def taken(self) -> int:
        return sum(1 for volunteer in self.volunteers if volunteer.status in TAKES_A_PLACE)

    @property
    def left(self) -> int:
        """Places left; none, rather than a negative number, if the call was made smaller."""
        return max(0, self.places - self.taken)

    @property
    def helping(self) -> list[Volunteer]:
        return [volunteer for volunteer in self.volunteers if volunteer.status != VolunteerStatus.WAITING]

    @property
    def waiting(self) -> list[Volunteer]:
        return [volunteer for volunteer in self.volunteers if volunteer.status == VolunteerStatus.WAITING]

    @property
    def is_closed_by_status(self) -> bool:
        """The action is finished or stopped, whatever the last day of the call."""
        return self.action.status not in OPEN_TO_VOLUNTEERS

    @property
    def is_shown(self) -> bool:
        return bool(self.places or self.volunteers)


def volunteers_context(
    request: AgentRequest, action: ActionPage, *, form: VolunteerForm | None = None, status: str = ""
) -> dict[str, Any]:
    """The call of an action, its volunteers, and the form or the offer of this person."""
    volunteers = list(Volunteer.objects.shown_for(action))
    mine = next((volunteer for volunteer in volunteers if volunteer.agent_id == request.user.pk), None)
    panel = VolunteerPanel(action, volunteers, mine)
    return {
        "request": request,
        "action": action,
        "action_number": str(action.pk),
        "panel": panel,
        "form": form or VolunteerForm(),
        "status": status,
        "manages": panel.is_shown and user_can_manage_volunteers(request.user, action),
    }
