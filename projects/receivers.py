"""Consequences of changes made in the CMS."""

from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import Revision
from wagtail.signals import page_published, post_page_move

from portal.accounts.enums import RoleName

from .models import ActionPage
from .models.numbering import lock_numbers
from .services import record_progress


def log_progress(sender: Any, instance: ActionPage, revision: Revision | None = None, **kwargs: Any) -> None:
    record_progress(action=instance, author=revision.user if revision else None)


def enrol_lead(sender: Any, instance: ActionPage, **kwargs: Any) -> None:
    """Put the lead person of a published action in the group of leads, so that they may report progress."""
    if instance.lead_person is not None:
        for group in Group.objects.filter(name=RoleName.LEADS):
            instance.lead_person.groups.add(group)


@transaction.atomic
def follow_project(sender: Any, instance: ActionPage, **kwargs: Any) -> None:
    """Attach a moved action to the plan where it now is. It gets another number if its own is taken there."""
    action = ActionPage.objects.get(pk=instance.pk)
    plan = action.get_parent()
    project_id = plan.get_parent().pk
    if project_id == action.project_id:
        return
    lock_numbers(plan)
    if ActionPage.objects.filter(project=project_id, number=action.number).exists():
        action.number = None
    action.save()


page_published.connect(log_progress, sender=ActionPage)
page_published.connect(enrol_lead, sender=ActionPage)
post_page_move.connect(follow_project, sender=ActionPage)
