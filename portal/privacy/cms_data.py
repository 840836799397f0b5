"""Personal data that Wagtail holds about its editors, and what happens to it when they leave.

Who wrote a page, a version or a note stays said by the account, which then names nobody.
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail import models
from wagtail.admin.models import EditingSession, FormState
from wagtail.users.models import UserProfile

from portal.common.personal_data import Column, Held, PersonalData, register_personal_data

WHEN = _("date")
TITLE = Column("title", _("title"))
PAGE = Column("page", _("page"), "page__title")
TEXT = Column("text", _("text"))
CREATED_AT = Column("created_at", WHEN)
LOG = (
    Column("action", _("action taken")),
    Column("title", _("title"), "label"),
    Column("at", WHEN, "timestamp"),
)

register_personal_data(
    PersonalData(
        key="pages",
        title=_("Pages that you created"),
        why=_("Who created a page is kept with it."),
        held=Held(models.Page, "owner"),
        columns=(TITLE, Column("created_at", WHEN, "first_published_at")),
    ),
    PersonalData(
        key="page_versions",
        title=_("Versions of pages that you wrote"),
        why=_("The history of a page says who changed it, so that a change can be explained or undone."),
        held=Held(models.Revision, "user"),
        columns=(Column("title", _("title"), "object_str"), CREATED_AT),
    ),
    PersonalData(
        key="page_log",
        title=_("Log of your work on pages"),
        why=_("Who did what in the management site, for its security."),
        held=Held(models.PageLogEntry, "user", "timestamp"),
        columns=LOG,
    ),
    PersonalData(
        key="other_log",
        title=_("Log of your other work in the management site"),
        why=_("Who did what in the management site, for its security."),
        held=Held(models.ModelLogEntry, "user", "timestamp"),
        columns=LOG,
    ),
    PersonalData(
        key="notes",
        title=_("Your notes to other editors"),
        why=_("What you wrote in the margin of a page in the management site."),
        held=Held(models.Comment, lambda user: Q(user=user) | Q(resolved_by=user)),
        columns=(PAGE, TEXT, CREATED_AT, Column("resolved_at", _("resolved"))),
        other_relations=("wagtailcore.Comment.user", "wagtailcore.Comment.resolved_by"),
    ),
    PersonalData(
        key="note_replies",
        title=_("Your answers to editors’ notes"),
        why=_("What you wrote in the margin of a page in the management site."),
        held=Held(models.CommentReply, "user"),
        columns=(Column("page", _("page"), "comment__page__title"), TEXT, CREATED_AT),
    ),
    PersonalData(
        key="submissions",
        title=_("Pages that you submitted for approval"),
        why=_("The history of a page says who asked for its publication."),
        held=Held(models.WorkflowState, "requested_by"),
        columns=(Column("workflow", _("workflow"), "workflow__name"), CREATED_AT),
    ),
    PersonalData(
        key="approvals",
        title=_("Your answers to pages submitted for approval"),
        why=_("The history of a page says who approved it."),
        held=Held(models.TaskState, "finished_by"),
        columns=(
            Column("task", _("task"), "task__name"),
            Column("comment", _("comment")),
            Column("finished_at", WHEN),
        ),
    ),
    PersonalData(
        key="preferences",
        title=_("Your preferences in the management site"),
        why=_("Language, notifications and picture that you chose there."),
        held=Held(UserProfile, "user"),
        columns=(
            Column("language", _("language"), "preferred_language"),
            Column("time_zone", _("time zone"), "current_time_zone"),
            Column("picture", _("picture"), "avatar"),
            Column("theme", _("theme of the management site")),
        ),
        erased=True,
        file="avatar",
    ),
    PersonalData(
        key="locked_pages",
        title=_("Pages that you locked"),
        why=_("Other editors cannot change them until they are unlocked."),
        held=Held(models.Page, "locked_by"),
        columns=(TITLE, Column("locked_at", WHEN)),
        anonymise=lambda user: models.Page.objects.filter(locked_by=user).update(
            locked=False, locked_by=None, locked_at=None
        ),
    ),
    PersonalData(
        key="subscriptions",
        title=_("Pages whose notes you follow"),
        why=_("You are notified when an editor writes a note there."),
        held=Held(models.PageSubscription, "user"),
        columns=(PAGE,),
        erased=True,
    ),
    PersonalData(
        key="editing_sessions",
        title=_("Pages open in your editor"),
        why=_("Warns two editors of the same page. Erased soon after the page is closed."),
        held=Held(EditingSession, "user"),
        columns=(Column("kind", _("kind"), "content_type__model"), Column("last_seen_at", WHEN)),
        erased=True,
    ),
    PersonalData(
        key="unsaved_forms",
        title=_("Forms that you have not saved"),
        why=_("What you type in the management site, for the preview."),
        held=Held(FormState, "user"),
        columns=(Column("content", _("content"), "data"), Column("updated_at", WHEN, "last_updated_at")),
        erased=True,
    ),
    PersonalData(
        key="uploads_under_way",
        title=_("Files that you are adding"),
        why=_("A file waits here until its description is complete."),
        held=Held(models.UploadedFile, "uploaded_by_user"),
        columns=(Column("file", _("file")),),
        erased=True,
        file="file",
    ),
    PersonalData(
        key="api_tokens",
        title=_("Your access keys for programs"),
        why=_("A program that you chose reads or writes in your name. The key itself is not kept."),
        held=Held(models.APIToken, "user"),
        columns=(
            Column("name", _("name")),
            Column("created_at", WHEN, "created"),
            Column("last_used_at", _("last used")),
        ),
        erased=True,
    ),
    order=50,
)
