"""Who moderates what.

Nobody moderates a conversation about themselves: one that they began, one where they wrote the comment to
moderate or a comment that it answers, or one that mentions them.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from wagtail.models import Page

from portal.accounts.models import User
from portal.accounts.requests import AgentRequest
from portal.common.access import viewable

from ..enums import ModerationState
from ..models import Comment, ModerationDecision
from ..querysets import CommentQuerySet


def user_can_moderate(user: User) -> bool:
    """Moderators and administrators."""
    return user.has_perm("participation.add_moderationdecision")


def user_can_read_sealed_texts(user: User) -> bool:
    """The steering committee: it alone decides about a text that it alone can read."""
    return user.has_perm("participation.view_sealedtext")


def user_can_use_desk(user: User) -> bool:
    """Whoever may decide about some comment."""
    return user_can_moderate(user) or user_can_read_sealed_texts(user)


def user_is_party(user: User, comment: Comment) -> bool:
    """Whether the conversation is about this person."""
    return not Comment.objects.filter(pk=comment.pk).not_about(user).exists()


def user_can_decide(user: User, comment: Comment) -> bool:
    """Whether this person may decide about this comment as it stands, party or not."""
    if comment.moderation_state == ModerationState.WITHDRAWN:
        return user_can_read_sealed_texts(user)
    return user_can_moderate(user)


def desk_of(request: AgentRequest) -> CommentQuerySet:
    """What waits for this person: on pages that they may read, in conversations of others."""
    withdrawn = Q(moderation_state=ModerationState.WITHDRAWN)
    theirs = Q(pk__in=[])
    if user_can_moderate(request.user):
        theirs |= ~withdrawn
    if user_can_read_sealed_texts(request.user):
        theirs |= withdrawn
    pages = viewable(Page.objects.all(), request)
    return (
        Comment.objects.on_desk()
        .filter(theirs, page__in=pages.values("pk"))
        .not_about(request.user)
        .select_related("page")
    )


def decidable_comment(request: AgentRequest, pk: int) -> Comment:
    """A comment about which this person may decide, on a page that they may read, else 404 or 403."""
    comment = Comment.objects.with_state().with_moderation().select_related("page").filter(pk=pk).first()
    if comment is None or not user_can_use_desk(request.user):
        raise Http404
    if not viewable(Page.objects.filter(pk=comment.page_id), request).exists():
        raise Http404
    if not user_can_decide(request.user, comment) or user_is_party(request.user, comment):
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
