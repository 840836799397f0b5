"""Who may reach what in moderation: the desk, a case, the register. `deciders` says who decides."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from wagtail.models import Page

from portal.accounts.models import User
from portal.accounts.requests import AgentRequest
from portal.common.access import is_viewable, viewable
from projects.comments.models import Comment

from .deciders import MODERATE, READ_SEALED, decidable_by, user_can_examine
from .models import ModerationDecision
from .querysets import CaseQuerySet, cases


def user_can_moderate(user: User) -> bool:
    """Return True for moderators and administrators."""
    return user.has_perm(MODERATE)


def user_can_read_sealed_texts(user: User) -> bool:
    """Return True for the steering committee, which alone reads withdrawn texts and decides about them."""
    return user.has_perm(READ_SEALED)


def user_can_use_desk(user: User) -> bool:
    """Return True for everyone who may decide some case, and for administrators.

    Administrators see on the desk the cases that nobody may decide.
    """
    return user_can_moderate(user) or user_can_read_sealed_texts(user) or user.is_administrator


def desk_of(request: AgentRequest) -> CaseQuerySet:
    """Return the cases that the user may decide, on pages that they may read."""
    return decidable_by(request.user).on_desk().filter(is_viewable(request, "page")).select_related("page")


def readable_case(request: AgentRequest, pk: int) -> Comment:
    """Return a comment that the user may examine, on a page that they may read.

    Raises 404 if the user may not use the desk or read the page, 403 if they may not examine the comment.
    """
    if not user_can_use_desk(request.user):
        raise Http404
    pages = viewable(Page.objects.all(), request)
    on_pages = cases().filter(page__in=pages.values("pk")).select_related("page")
    comment: Comment = get_object_or_404(on_pages.with_state().with_moderation(), pk=pk)
    if not user_can_examine(request.user, comment):
        raise PermissionDenied
    return comment


def register_entry(request: AgentRequest, pk: int) -> ModerationDecision:
    """Return a register entry, open as far as the user may read its page. Raise 404 if there is none."""
    return get_object_or_404(ModerationDecision.objects.for_register(request), pk=pk)


def user_is_told(user: User, entry: ModerationDecision) -> bool:
    """Return True if the user wrote the comment, and so reads the private message of the decision."""
    return entry.comment is not None and entry.comment.author_id == user.pk
