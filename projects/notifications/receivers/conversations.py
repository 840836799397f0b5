"""What is told of comments."""

from portal.accounts.models import User
from projects.comments.models import Comment
from projects.comments.signals import agents_mentioned, comment_posted, official_answer_given
from projects.models import ActionPage

from ..enums import FollowKind, Kind
from ..models import Follow
from ..services import Fact, follow_along, notify
from .base import tells


def _of_comment(comment: Comment) -> Fact:
    return Fact(
        f"comment:{comment.pk}", comment.pk, page=comment.page, comment=comment, at=comment.created_at
    )


@tells(comment_posted)
def tell_comment(comment: Comment) -> None:
    """Those who follow the conversation or the author, the lead person, and whoever is answered."""
    page = comment.page
    told = dict.fromkeys(Follow.objects.of(FollowKind.CONVERSATION, page.pk).agents(), Kind.COMMENT)
    told |= dict.fromkeys(Follow.objects.of(FollowKind.PERSON, comment.author_id).agents(), Kind.PERSON)
    leads = ActionPage._base_manager.filter(pk=page.pk, lead_person__isnull=False)
    told |= dict.fromkeys(leads.values_list("lead_person", flat=True), Kind.ON_MY_ACTION)
    if comment.answered is not None:
        told[comment.answered.author_id] = Kind.REPLY
    notify(fact=_of_comment(comment), told=told, actor=comment.author)
    follow_along(agent=comment.author, kind=FollowKind.CONVERSATION, key=page.pk)


@tells(agents_mentioned)
def tell_mentions(comment: Comment, agents: list[User]) -> None:
    """Those whom the comment names."""
    told = {agent.pk: Kind.MENTION for agent in agents}
    notify(fact=_of_comment(comment), told=told, actor=comment.author)


@tells(official_answer_given)
def tell_official_answer(comment: Comment) -> None:
    """Those who follow the conversation or the action, and whoever began the thread."""
    page = comment.page
    followers = Follow.objects.standing().filter(
        kind__in=(FollowKind.CONVERSATION, FollowKind.ACTION), page=page.pk
    )
    told = dict.fromkeys(followers.agents(), Kind.OFFICIAL_ANSWER)
    first = Comment.objects.filter(thread=comment.thread, parent__isnull=True).first()
    if first is not None:
        told[first.author_id] = Kind.ANSWERED_OFFICIALLY
    fact = Fact(
        f"official:{comment.pk}",
        comment.pk,
        page=page,
        comment=comment,
        at=comment.official_at,
        replaces=f"comment:{comment.pk}",
    )
    notify(fact=fact, told=told, actor=comment.author)
