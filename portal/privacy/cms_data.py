"""Personal data that Wagtail holds about its editors, and what happens to it when they leave.

Who wrote a page, a version or a note stays said by the account, which then names nobody.
"""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import (
    APIToken,
    Comment,
    CommentReply,
    ModelLogEntry,
    Page,
    PageLogEntry,
    PageSubscription,
    Revision,
    TaskState,
    UploadedFile,
    WorkflowState,
)
from wagtail.users.models import UserProfile

from portal.accounts.models import User
from portal.common.personal_data import Column, PersonalData, register_personal_data


def _of(model: type[models.Model], field: str, order: str = "pk") -> Any:
    """Return the rows that belong to a person by this field."""
    return lambda user: model._default_manager.filter(**{field: user}).order_by(order)


def erase_preferences(user: User) -> None:
    """Delete a person's preferences in the administration, with their picture."""
    for profile in UserProfile.objects.filter(user=user):
        _delete_with_file(profile, "avatar")


def erase_uploads_under_way(user: User) -> None:
    """Delete the files of a person that no image or document has taken up."""
    for upload in UploadedFile.objects.filter(uploaded_by_user=user):
        _delete_with_file(upload, "file")


def _delete_with_file(row: models.Model, field: str) -> None:
    file = getattr(row, field)
    row.delete()
    if file:
        transaction.on_commit(lambda: file.storage.delete(file.name))


def unlock_pages(user: User) -> None:
    """Unlock the pages that a departed person would keep closed to others."""
    Page.objects.filter(locked_by=user).update(locked=False, locked_by=None, locked_at=None)


def delete(model: type[models.Model]) -> Any:
    """Return a function that erases the rows of a person."""
    return lambda user: model._default_manager.filter(user=user).delete()


WHEN = _("date")
WRITTEN = (
    PersonalData(
        key="pages",
        title=_("Pages that you created"),
        why=_("Who created a page is kept with it."),
        held=_of(Page, "owner"),
        columns=(Column("title", _("title"), "title"), Column("created_at", WHEN, "first_published_at")),
        relations=("wagtailcore.Page.owner",),
    ),
    PersonalData(
        key="page_versions",
        title=_("Versions of pages that you wrote"),
        why=_("The history of a page says who changed it, so that a change can be explained or undone."),
        held=_of(Revision, "user"),
        columns=(Column("title", _("title"), "object_str"), Column("created_at", WHEN, "created_at")),
        relations=("wagtailcore.Revision.user",),
    ),
    PersonalData(
        key="page_log",
        title=_("Log of your work on pages"),
        why=_("Who did what in the management site, for its security."),
        held=_of(PageLogEntry, "user", "timestamp"),
        columns=(
            Column("action", _("action taken"), "action"),
            Column("title", _("title"), "label"),
            Column("at", WHEN, "timestamp"),
        ),
        relations=("wagtailcore.PageLogEntry.user",),
    ),
    PersonalData(
        key="other_log",
        title=_("Log of your other work in the management site"),
        why=_("Who did what in the management site, for its security."),
        held=_of(ModelLogEntry, "user", "timestamp"),
        columns=(
            Column("action", _("action taken"), "action"),
            Column("title", _("title"), "label"),
            Column("at", WHEN, "timestamp"),
        ),
        relations=("wagtailcore.ModelLogEntry.user",),
    ),
    PersonalData(
        key="notes",
        title=_("Your notes to other editors"),
        why=_("What you wrote in the margin of a page in the management site."),
        held=lambda user: Comment.objects.filter(models.Q(user=user) | models.Q(resolved_by=user)).order_by(
            "pk"
        ),
        columns=(
            Column("page", _("page"), "page__title"),
            Column("text", _("text"), "text"),
            Column("created_at", WHEN, "created_at"),
            Column("resolved_at", _("resolved"), "resolved_at"),
        ),
        relations=("wagtailcore.Comment.user", "wagtailcore.Comment.resolved_by"),
    ),
    PersonalData(
        key="note_replies",
        title=_("Your answers to editors’ notes"),
        why=_("What you wrote in the margin of a page in the management site."),
        held=_of(CommentReply, "user"),
        columns=(
            Column("page", _("page"), "comment__page__title"),
            Column("text", _("text"), "text"),
            Column("created_at", WHEN, "created_at"),
        ),
        relations=("wagtailcore.CommentReply.user",),
    ),
    PersonalData(
        key="submissions",
        title=_("Pages that you submitted for approval"),
        why=_("The history of a page says who asked for its publication."),
        held=_of(WorkflowState, "requested_by"),
        columns=(
            Column("workflow", _("workflow"), "workflow__name"),
            Column("created_at", WHEN, "created_at"),
        ),
        relations=("wagtailcore.WorkflowState.requested_by",),
    ),
    PersonalData(
        key="approvals",
        title=_("Your answers to pages submitted for approval"),
        why=_("The history of a page says who approved it."),
        held=_of(TaskState, "finished_by"),
        columns=(
            Column("task", _("task"), "task__name"),
            Column("comment", _("comment"), "comment"),
            Column("finished_at", WHEN, "finished_at"),
        ),
        relations=("wagtailcore.TaskState.finished_by",),
    ),
)
TOOLS = (
    PersonalData(
        key="preferences",
        title=_("Your preferences in the management site"),
        why=_("Language, notifications and picture that you chose there."),
        held=_of(UserProfile, "user"),
        columns=(
            Column("language", _("language"), "preferred_language"),
            Column("time_zone", _("time zone"), "current_time_zone"),
            Column("picture", _("picture"), "avatar"),
            Column("theme", _("theme of the management site"), "theme"),
        ),
        relations=("wagtailusers.UserProfile.user",),
        anonymise=erase_preferences,
        files=lambda user: (
            profile.avatar for profile in UserProfile.objects.filter(user=user) if profile.avatar
        ),
    ),
    PersonalData(
        key="locked_pages",
        title=_("Pages that you locked"),
        why=_("Other editors cannot change them until they are unlocked."),
        held=_of(Page, "locked_by"),
        columns=(Column("title", _("title"), "title"), Column("locked_at", WHEN, "locked_at")),
        relations=("wagtailcore.Page.locked_by",),
        anonymise=unlock_pages,
    ),
    PersonalData(
        key="subscriptions",
        title=_("Pages whose notes you follow"),
        why=_("You are notified when an editor writes a note there."),
        held=_of(PageSubscription, "user"),
        columns=(Column("page", _("page"), "page__title"),),
        relations=("wagtailcore.PageSubscription.user",),
        anonymise=delete(PageSubscription),
    ),
    PersonalData(
        key="editing_sessions",
        title=_("Pages open in your editor"),
        why=_("Warns two editors of the same page. Erased soon after the page is closed."),
        held=_of(EditingSession, "user"),
        columns=(
            Column("kind", _("kind"), "content_type__model"),
            Column("last_seen_at", WHEN, "last_seen_at"),
        ),
        relations=("wagtailadmin.EditingSession.user",),
        anonymise=delete(EditingSession),
    ),
    PersonalData(
        key="unsaved_forms",
        title=_("Forms that you have not saved"),
        why=_("What you type in the management site, for the preview."),
        held=_of(FormState, "user"),
        columns=(Column("content", _("content"), "data"), Column("updated_at", WHEN, "last_updated_at")),
        relations=("wagtailadmin.FormState.user",),
        anonymise=delete(FormState),
    ),
    PersonalData(
        key="uploads_under_way",
        title=_("Files that you are adding"),
        why=_("A file waits here until its description is complete."),
        held=_of(UploadedFile, "uploaded_by_user"),
        columns=(Column("file", _("file"), "file"),),
        relations=("wagtailcore.UploadedFile.uploaded_by_user",),
        anonymise=erase_uploads_under_way,
        files=lambda user: (upload.file for upload in UploadedFile.objects.filter(uploaded_by_user=user)),
    ),
    PersonalData(
        key="api_tokens",
        title=_("Your access keys for programs"),
        why=_("A program that you chose reads or writes in your name. The key itself is not kept."),
        held=_of(APIToken, "user"),
        columns=(
            Column("name", _("name"), "name"),
            Column("created_at", WHEN, "created"),
            Column("last_used_at", _("last used"), "last_used_at"),
        ),
        relations=("wagtailcore.APIToken.user",),
        anonymise=delete(APIToken),
    ),
)


def register() -> None:
    """Register what the administration holds about people."""
    register_personal_data(*WRITTEN, *TOOLS, order=50)
