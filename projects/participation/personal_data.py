"""What participation holds about a person."""

from django.utils.translation import gettext_lazy as _

from portal.common.personal_data import Column, PersonalData, register_personal_data
from portal.common.retention import register_purge

from .enums import VolunteerStatus
from .forgetting import (
    forget_comments_of,
    forget_deleted_comments,
    forget_volunteer_lists,
    forget_volunteering_of,
)
from .models import Comment, CommentVersion, ModerationDecision, Volunteer

COMMENTS = PersonalData(
    key="comments",
    title=_("Comments"),
    why=_("What you wrote under the pages, signed with your name, with what you deleted since."),
    held=lambda user: Comment.objects.filter(author=user).order_by("created_at", "pk"),
    columns=(
        Column("number", _("number"), "pk"),
        Column("page", _("page"), "page__title"),
        Column("answer_to", _("in answer to"), "parent_id"),
        Column("text", _("text"), "text"),
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
DECISIONS_RECEIVED = PersonalData(
    key="moderation_of_comments",
    title=_("Moderation of your comments"),
    why=_("Why a comment of yours is masked: a decision is reasoned and public."),
    held=lambda user: ModerationDecision.objects.filter(comment__author=user).order_by("decided_at"),
    columns=(
        Column("comment", _("comment"), "comment_id"),
        Column("reason", _("reason"), "reason"),
        Column("decided_at", _("decided"), "decided_at"),
    ),
)
DECISIONS_MADE = PersonalData(
    key="moderation_decisions",
    title=_("Moderation decisions that you made"),
    why=_("Who decided is kept with each decision."),
    held=lambda user: ModerationDecision.objects.filter(moderator=user).order_by("decided_at"),
    columns=(
        Column("comment", _("comment"), "comment_id"),
        Column("page", _("page"), "comment__page__title"),
        Column("reason", _("reason"), "reason"),
        Column("decided_at", _("decided"), "decided_at"),
    ),
    relations=("participation.ModerationDecision.moderator",),
)
VOLUNTEERING = PersonalData(
    key="volunteering",
    title=_("Volunteering"),
    why=_("The actions you offered to help with. Your message is for the lead person alone."),
    held=lambda user: Volunteer.objects.filter(agent=user),
    columns=(
        Column("action", _("action"), "action__title"),
        Column("message", _("message"), "message"),
        Column("availability", _("availability"), "availability"),
        Column("status", _("status"), "status", dict(VolunteerStatus.choices)),
        Column("offered_at", _("offered"), "created_at"),
        Column("decided_at", _("decided"), "decided_at"),
    ),
    relations=("participation.Volunteer.agent",),
    forget=forget_volunteering_of,
)


def register() -> None:
    register_personal_data(
        COMMENTS, COMMENT_VERSIONS, DECISIONS_RECEIVED, DECISIONS_MADE, VOLUNTEERING, order=20
    )
    register_purge(
        "deleted_comments",
        forget_deleted_comments,
        what=_("Text of comments, after their author deleted them"),
    )
    register_purge(
        "volunteer_lists",
        forget_volunteer_lists,
        what=_("Lists of volunteers, after the end of the action or the withdrawal"),
    )
