"""What each person reaches of moderation: the desk, a case, the register. Who decides is in `deciders`."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from wagtail.models import Page

from portal.accounts.models import User
from portal.accounts.requests import AgentRequest
from portal.common.access import viewable
from projects.comments.models import Comment

from .deciders import MODERATE, READ_SEALED, decidable_by, user_can_examine
from .models import ModerationDecision
from .querysets import CaseQuerySet, cases


def user_can_moderate(user: User) -> bool:
    """Moderators and administrators."""
    return user.has_perm(MODERATE)


def user_can_read_sealed_texts(user: User) -> bool:
    """The steering committee: it alone decides about a text that it alone can read."""
    return user.has_perm(READ_SEALED)


def user_can_use_desk(user: User) -> bool:
    """Whoever may decide about some comment; and administrators, who see there what nobody may decide."""
    return user_can_moderate(user) or user_can_read_sealed_texts(user) or user.is_administrator


def desk_of(request: AgentRequest) -> CaseQuerySet:
    """What waits for this person: what they may decide about, on pages that they may read."""
    pages = viewable(Page.objects.all(), request)
    return decidable_by(request.user).on_desk().filter(page__in=pages.values("pk")).select_related("page")


def readable_case(request: AgentRequest, pk: int) -> Comment:
    """A comment that this person may examine, on a page that they may read, else 404 or 403."""
    comment = cases().with_state().with_moderation().select_related("page").filter(pk=pk).first()
    if comment is None or not user_can_use_desk(request.user):
        raise Http404
    if not viewable(Page.objects.filter(pk=comment.page_id), request).exists():
        raise Http404
    if not user_can_examine(request.user, comment):
        raise PermissionDenied
    return comment


def register_entry(request: AgentRequest, pk: int) -> ModerationDecision:
    """An entry of the register, which every agent may read as far as they may read its page, else 404."""
    entry = ModerationDecision.objects.for_register(request).filter(pk=pk).first()
    if entry is None:
        raise Http404
    return entry


def user_is_told(user: User, entry: ModerationDecision) -> bool:
    """Whether the decision is about a comment of this person, who reads its private message."""
    return entry.comment is not None and entry.comment.author_id == user.pk
