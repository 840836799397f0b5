"""A comment that was sent after the session had expired, kept while its author signs in again.

The text waits in the anonymous session, which Django carries over to the person who signs in. It is
bound to the author whom the form had signed, and shown to nobody else.
"""

from typing import TypedDict

from django.http import HttpRequest
from wagtail.models import Page

from portal.accounts.requests import AgentRequest

from .forms import signed_author

_SESSION_KEY = "comments_draft"


class Draft(TypedDict):
    author: int
    page: int
    text: str
    parent: str
    submission: str
    kind: str


def keep_draft(request: HttpRequest, page_id: int) -> Draft | None:
    """Keep the comment of this request; None, and nothing kept, unless one of our forms sent it."""
    author = signed_author(request.POST.get("author", ""), page_id)
    if author is None:
        return None
    draft = Draft(
        author=author,
        page=page_id,
        text=request.POST.get("text", ""),
        parent=request.POST.get("parent", ""),
        submission=request.POST.get("submission", ""),
        kind=request.POST.get("kind", ""),
    )
    request.session[_SESSION_KEY] = draft
    return draft


def find_draft(request: AgentRequest, page: Page) -> Draft | None:
    """What this person wrote for this page before signing in again."""
    draft: Draft | None = request.session.get(_SESSION_KEY)
    if draft and (draft["author"], draft["page"]) == (request.user.pk, page.pk):
        return draft
    return None


def drop_draft(request: AgentRequest, page: Page) -> None:
    if find_draft(request, page):
        del request.session[_SESSION_KEY]
