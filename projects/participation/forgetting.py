"""What participation forgets: with time, and when an agent has left."""

import datetime

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from projects.enums import UNFINISHED

from .enums import STANDING, VolunteerStatus
from .models import Comment, CommentVersion, Volunteer
from .querysets import CommentQuerySet


@transaction.atomic
def forget_deleted_comments(before: datetime.datetime) -> int:
    """Empty the text of comments that their authors deleted before this moment.

    The rows stay: the answers hang on them.
    """
    return _empty(Comment.objects.deleted_before(before))


def forget_volunteer_lists(before: datetime.datetime) -> int:
    """Drop the offers withdrawn before this moment, and those for actions that ended before it."""
    count, _by_model = Volunteer.objects.expired(before).delete()
    return count


def forget_comments_of(author: User) -> None:
    """Remove the texts of an agent who asked for it; else only earlier versions go."""
    theirs = Comment.objects.filter(author=author)
    if author.forget_texts:
        _empty(theirs)
        theirs.filter(deleted_at__isnull=True).update(text_removed_at=timezone.now())
    else:
        CommentVersion.objects.filter(comment__in=theirs).delete()


def forget_volunteering_of(agent: User) -> None:
    """Free the places of a departed agent, and erase what they wrote to the lead persons."""
    offers = Volunteer.objects.filter(agent=agent)
    offers.filter(status__in=STANDING, action__status__in=UNFINISHED).update(
        status=VolunteerStatus.WITHDRAWN, decided_at=timezone.now()
    )
    offers.update(message="", availability="")


def _empty(comments: CommentQuerySet) -> int:
    CommentVersion.objects.filter(comment__in=comments).delete()
    return comments.update(text="")
