"""Who may do what with comments."""

import datetime
from typing import Protocol

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from wagtail.models import Page

from portal.accounts.models import User
from portal.accounts.requests import AgentRequest
from portal.common.access import viewable
from portal.common.models import BasePage

from .enums import ModerationState
from .models import Comment
from .querysets import CommentQuerySet


class CommentState(Protocol):
    """What the predicates read. A `Comment` has these attributes, and so has a `Row`."""

    @property
    def author_id(self) -> int: ...
    @property
    def created_at(self) -> datetime.datetime: ...
    @property
    def deleted_at(self) -> datetime.datetime | None: ...
    @property
    def text_removed_at(self) -> datetime.datetime | None: ...
    @property
    def is_masked(self) -> bool: ...
    @property
    def moderation_state(self) -> str: ...


def user_can_read_comment_text(comment: CommentState) -> bool:
    """Return True if readers of the page see the text openly.

    A folded text does not count: it is shown on its page alone, one click behind the reason.
    """
    return comment.deleted_at is None and comment.text_removed_at is None and not comment.is_masked


def user_can_edit_comment(user: User, comment: CommentState) -> bool:
    """Return True for the author, while the comment is recent or moderation asks them to rephrase it."""
    return (
        comment.author_id == user.pk
        and user_can_read_comment_text(comment)
        and (
            comment.moderation_state == ModerationState.REPHRASING
            or timezone.now() - comment.created_at < settings.LIMITS["comment_correction"]
        )
    )


def user_can_delete_comment(user: User, comment: CommentState) -> bool:
    """Return True for the author, at any time. A masked comment leaves its public trace."""
    return comment.author_id == user.pk and user_can_read_comment_text(comment)


def user_can_give_official_answer(user: User, comment: CommentState, lead_id: int | None) -> bool:
    """Return True if the comment is the user's own and they lead the page or administer the portal."""
    return (
        comment.author_id == user.pk
        and user_can_read_comment_text(comment)
        and (lead_id == user.pk or user.is_administrator)
    )


def readable_page(request: AgentRequest, pk: int) -> BasePage:
    """Return a page that takes comments and that the user may read. Raise 404 otherwise."""
    page = viewable(Page.objects.filter(pk=pk), request).specific().first()
    if not isinstance(page, BasePage) or not page.open_to_comments:
        raise Http404
    return page


def readable_comment(request: AgentRequest, pk: int) -> Comment:
    """Return a comment whose text the user may read, with its page. Raise 404 otherwise."""
    return get_object_or_404(_readable(request).published().with_state(), pk=pk)


def readable_trace(request: AgentRequest, pk: int) -> Comment:
    """Return a comment or its trace, with its page, if the user may read the page. Raise 404 otherwise."""
    return get_object_or_404(_readable(request), pk=pk)


def _readable(request: AgentRequest) -> CommentQuerySet:
    pages = viewable(Page.objects.all(), request)
    return Comment.objects.filter(page__in=pages.values("pk")).select_related("page")
