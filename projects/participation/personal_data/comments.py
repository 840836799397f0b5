"""What comments hold about a person."""

from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from portal.common.personal_data import Column, PersonalData

from ..enums import CommentKind
from ..forgetting import (
    forget_comments_of,
)
from ..models import Comment, CommentVersion

COMMENTS = PersonalData(
    key="comments",
    title=_("Comments"),
    why=_("What you wrote under the pages, signed with your name, with what you deleted since."),
    held=lambda user: (
        Comment.objects.filter(author=user)
        .annotate(answer_to=Coalesce("answered", "parent"))
        .order_by("created_at", "pk")
    ),
    columns=(
        Column("number", _("number"), "pk"),
        Column("page", _("page"), "page__title"),
        Column("answer_to", _("in answer to"), "answer_to"),
        Column("kind", _("kind"), "kind", dict(CommentKind.choices)),
        Column("text", _("text"), "text"),
        Column("official_at", _("official answer since"), "official_at"),
        Column("posted_at", _("posted"), "created_at"),
        Column("edited_at", _("edited"), "edited_at"),
        Column("deleted_at", _("deleted"), "deleted_at"),
    ),
    relations=("participation.Comment.author",),
    forget=forget_comments_of,
)

COMMENT_VERSIONS = PersonalData(
    key="comment_versions",
    title=_("Earlier versions of your comments"),
    why=_("What a comment said before you edited it: readers can see what it answered."),
    held=lambda user: CommentVersion.objects.filter(comment__author=user).order_by("replaced_at", "pk"),
    columns=(
        Column("comment", _("comment"), "comment_id"),
        Column("text", _("text"), "text"),
        Column("replaced_at", _("replaced"), "replaced_at"),
    ),
)
