"""What is said of comments."""

from collections.abc import Callable, Collection

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from projects.comments.models import Comment

from ..enums import Kind
from .base import Said, Wording


def _load(keys: Collection[int]) -> dict[int, Comment]:
    comments = Comment.objects.published().filter(pk__in=keys).select_related("author", "page")
    return {comment.pk: comment for comment in comments}


def _saying(sentence: object) -> Callable[[Comment], Said]:
    """Who did what, where, and the comment itself."""

    def say(comment: Comment) -> Said:
        return Said(str(sentence) % {"name": comment.author}, comment.get_absolute_url(), comment.text)

    return say


def _count_comments(count: int) -> str:
    return ngettext("%(count)s new comment", "%(count)s new comments", count) % {"count": count}


def _count_replies(count: int) -> str:
    return ngettext("%(count)s answer to you", "%(count)s answers to you", count) % {"count": count}


def _count_mentions(count: int) -> str:
    return ngettext("%(count)s mention of you", "%(count)s mentions of you", count) % {"count": count}


def _count_official(count: int) -> str:
    return ngettext("%(count)s official answer", "%(count)s official answers", count) % {"count": count}


_COMMENT = Wording(_load, _saying(_("%(name)s commented.")), _count_comments)
_OFFICIAL = Wording(_load, _saying(_("%(name)s gave the official answer.")), _count_official)

WORDINGS = {
    Kind.COMMENT: _COMMENT,
    Kind.PERSON: _COMMENT,
    Kind.ON_MY_ACTION: _COMMENT,
    Kind.OFFICIAL_ANSWER: _OFFICIAL,
    Kind.ANSWERED_OFFICIALLY: _OFFICIAL,
    Kind.REPLY: Wording(_load, _saying(_("%(name)s answered you.")), _count_replies),
    Kind.MENTION: Wording(_load, _saying(_("%(name)s names you.")), _count_mentions),
}
