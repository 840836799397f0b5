"""What the comments of a page show, on the page and in the answer to htmx alike."""

from typing import Any

from wagtail.models import Page

from portal.accounts.requests import AgentRequest

from ..drafts import find_draft
from ..forms import CommentForm
from ..threads import read_thread

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
