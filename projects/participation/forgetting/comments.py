"""How comments are forgotten: with time, and when an agent has left."""

import datetime

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User

from ..models import Comment, CommentVersion
from ..querysets import CommentQuerySet


@transaction.atomic
def forget_deleted_comments(before: datetime.datetime) -> int:
    """Empty the text of comments that their authors deleted before this moment.

    The rows stay: the answers hang on them.
    """
    return _empty(Comment.objects.deleted_before(before))


def forget_comments_of(author: User) -> None:
    """Remove the texts of an agent who asked for it; else only earlier versions go."""
    theirs = Comment.objects.filter(author=author)
    if author.forget_texts:
        _empty(theirs)
        theirs.filter(deleted_at__isnull=True).update(text_removed_at=timezone.now())
    else:
        CommentVersion.objects.filter(comment__in=theirs).delete()


def _empty(comments: CommentQuerySet) -> int:
    CommentVersion.objects.filter(comment__in=comments).delete()
    return comments.update(text="")
