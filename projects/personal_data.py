"""Personal data that the plan holds, and what happens to it when the agent leaves."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from portal.accounts.models import User
from portal.common.personal_data import Column, PersonalData, register_personal_data

from .enums import ActionStatus
from .models import ActionPage, ProgressEntry


def erase_lead(user: User) -> None:
    """Leave the actions of this lead person without one, until somebody else is chosen."""
    take_off_pages(ActionPage, "lead_person", user)


def take_off_pages(model: type[models.Model], field: str, user: User) -> None:
    """Remove the person from the pages and from their drafts.

    Publishing a draft must not bring them back.
    """
    model._base_manager.filter(**{field: user}).update(**{field: None})
    content: dict[str, Any] = {f"content__{field}": user.pk, "content_type__model": model._meta.model_name}
    for revision in Revision.objects.filter(**content).only("content").iterator():
        revision.content[field] = None
        Revision.objects.filter(pk=revision.pk).update(content=revision.content)


PROGRESS = PersonalData(
    key="progress_reports",
    title=_("Progress reports"),
    why=_("The progress of actions that you reported or published, dated and signed."),
    held=lambda user: ProgressEntry.objects.filter(author=user),
    columns=(
        Column("action", _("action"), "action__title"),
        Column("date", _("date"), "date"),
        Column("status", _("status"), "status", dict(ActionStatus.choices)),
        Column("progress", _("progress"), "progress"),
        Column("note", _("note"), "note"),
    ),
    relations=("projects.ProgressEntry.author",),
)
LED_ACTIONS = PersonalData(
    key="led_actions",
    title=_("Actions that you lead"),
    why=_("Your name stands on the page of the action, so that colleagues know whom to ask."),
    held=lambda user: ActionPage._base_manager.filter(lead_person=user).order_by("number"),
    columns=(Column("number", _("number"), "number"), Column("action", _("action"), "title")),
    relations=("projects.ActionPage.lead_person",),
    anonymise=erase_lead,
)


def register() -> None:
    """Register the personal data of the plan."""
    register_personal_data(PROGRESS, LED_ACTIONS, order=30)
