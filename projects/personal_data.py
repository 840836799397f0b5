"""Personal data that the plan holds, and what happens to it when the agent leaves."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from portal.accounts.models import User
from portal.common.personal_data import Column, Held, PersonalData, register_personal_data

from .models import ActionPage, ProgressEntry


def take_off_pages(model: type[models.Model], field: str, user: User) -> None:
    """Remove the person from the pages and from their drafts, until somebody else is chosen.

    Publishing a draft must not bring them back.
    """
    model._base_manager.filter(**{field: user}).update(**{field: None})
    content: dict[str, Any] = {f"content__{field}": user.pk, "content_type__model": model._meta.model_name}
    for revision in Revision.objects.filter(**content).only("content").iterator():
        revision.content[field] = None
        Revision.objects.filter(pk=revision.pk).update(content=revision.content)


register_personal_data(
    PersonalData(
        key="progress_reports",
        title=_("Progress reports"),
        why=_("The progress of actions that you reported or published, dated and signed."),
        held=Held(ProgressEntry, "author"),
        columns=("action__title", "date", "status", "progress", "note"),
    ),
    PersonalData(
        key="led_actions",
        title=_("Actions that you lead"),
        why=_("Your name stands on the page of the action, so that colleagues know whom to ask."),
        held=Held(ActionPage, "lead_person", "number"),
        columns=("number", Column("action", _("action"), "title")),
        anonymise=lambda user: take_off_pages(ActionPage, "lead_person", user),
    ),
    order=30,
)
