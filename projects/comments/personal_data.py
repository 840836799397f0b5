"""Personal data in comments, and its erasure."""

import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.common.personal_data import Column, Held, PersonalData, register_personal_data
from portal.common.retention import in_batches, register_purge
from portal.common.text import fold

from .mentions import spellings
from .models import Comment, CommentVersion, Mention, Reaction


def erase_deleted_comments(before: datetime.datetime) -> int:
    """Erase the text of comments that their authors deleted before this moment.

    The rows stay, because answers are attached to them.
    """
    return in_batches(Comment.objects.deleted_before(before), _empty)


def erase_comments_of(author: User) -> None:
    """Erase the texts of an agent who asked for it. For other agents, erase only the earlier versions."""
    theirs = Comment.objects.filter(author=author)
    if author.forget_texts:
        _empty(theirs)
        theirs.filter(deleted_at__isnull=True).update(text_removed_at=timezone.now())
    else:
        CommentVersion.objects.filter(comment__in=theirs).delete()


def _empty(comments: QuerySet[Comment]) -> None:
    CommentVersion.objects.filter(comment__in=comments).delete()
    comments.update(text="")


def anonymise_mentions_of(agent: User) -> None:
    """Replace the name of a departed agent wherever others mentioned them.

    Only the name after an @ changes. The rest of the text belongs to its author.
    """
    with translation.override(settings.LANGUAGE_CODE):
        nobody = gettext("Departed agent")
    mentions = Mention.objects.filter(agent=agent)
    for comment_id, written in mentions.values_list("comment", "written"):
        for texts in (
            Comment.objects.filter(pk=comment_id),
            CommentVersion.objects.filter(comment=comment_id),
        ):
            for pk, text in texts.values_list("pk", "text"):
                texts.filter(pk=pk).update(text=_without(text, fold(written), nobody))
    mentions.update(written=nobody)


def _without(text: str, name: str, nobody: str) -> str:
    """Return the text with `nobody` in place of this folded name after an @."""
    for written in sorted(spellings(text, {name}), key=len, reverse=True):
        text = text.replace(f"@{written}", f"@{nobody}")
    return text


register_personal_data(
    PersonalData(
        key="comments",
        title=_("Comments"),
        why=_("What you wrote under the pages, signed with your name, with what you deleted since."),
        held=Held(Comment, "author"),
        columns=(
            Column("number", _("number"), "id"),
            "page__title",
            Column("answer_to", _("in answer to"), Coalesce("answered", "parent")),
            "kind",
            Column("text", _("text")),
            Column("official_at", _("official answer since")),
            Column("posted_at", _("posted"), "created_at"),
            Column("edited_at", _("edited")),
            Column("deleted_at", _("deleted")),
        ),
        anonymise=erase_comments_of,
    ),
    PersonalData(
        key="comment_versions",
        title=_("Earlier versions of your comments"),
        why=_("What a comment said before you edited it: readers can see what it answered."),
        held=Held(CommentVersion, "comment__author", "replaced_at"),
        columns=(
            Column("comment", _("comment")),
            Column("text", _("text")),
            Column("replaced_at", _("replaced")),
        ),
    ),
    PersonalData(
        key="reactions",
        title=_("Reactions"),
        why=_("Your one-click reactions to comments. Readers see how many there are, not whose they are."),
        held=Held(Reaction, "agent", "created_at"),
        columns=(
            Column("comment", _("comment")),
            Column("page", _("page"), "comment__page__title"),
            Column("reaction", path="kind"),
            Column("given_at", _("given"), "created_at"),
        ),
    ),
    PersonalData(
        key="mentions",
        title=_("Mentions of you"),
        why=_("The comments in which colleagues named you after an @, so that you are notified."),
        held=Held(Mention, "agent", "created_at"),
        columns=(
            Column("comment", _("comment")),
            Column("written", _("name as written")),
            Column("mentioned_at", _("mentioned"), "created_at"),
        ),
        anonymise=anonymise_mentions_of,
    ),
    order=20,
)
register_purge(
    "deleted_comments", erase_deleted_comments, what=_("Text of comments, after their author deleted them")
)
