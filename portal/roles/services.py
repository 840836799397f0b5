"""Application of `portal.roles.declared` to the groups in the database."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail import models

from .declared import ON_EVERY_SITE, READERS, ROLES, WORKFLOW, Role


@dataclass(frozen=True)
class Change:
    """A change that applying the roles makes to one group, with rights as `app.codename`."""

    group: str
    is_new: bool = False
    given: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)


class UnknownRightError(LookupError):
    """A role names a right that no model has."""


@transaction.atomic
def apply_roles() -> list[Change]:
    """Create the missing groups and set the rights of all of them. Return what changed.

    Pages, collections and the workflow are set up with a new group only. Raise `UnknownRightError`.
    """
    changes = planned_changes()
    for change in changes:
        role = next(role for role in ROLES if role.name == change.group)
        group, _created = Group.objects.get_or_create(name=role.name)
        group.permissions.set(declared_permissions(role))
        if change.is_new:
            _give_places(group, role)
            if role.name == READERS:
                _set_up_workflow(group)
    return changes


def planned_changes() -> list[Change]:
    """Return what `apply_roles` would change, group by group. Unchanged groups are left out."""
    changes = []
    groups = {group.name: group for group in Group.objects.prefetch_related("permissions__content_type")}
    for role in ROLES:
        group = groups.get(role.name)
        held = {_name(one) for one in group.permissions.all()} if group else set()
        declared = {_name(one) for one in declared_permissions(role)}
        if group is None or held != declared:
            changes.append(Change(role.name, group is None, sorted(declared - held), sorted(held - declared)))
    return changes


def declared_permissions(role: Role) -> list[Permission]:
    """Return the permissions that a role names. Raise `UnknownRightError`."""
    return [permission for right in role.rights for permission in _permissions(right)]


def _permissions(right: str) -> Iterator[Permission]:
    app, model, action = right.split(".")
    found = Permission.objects.select_related("content_type").filter(
        content_type__app_label=app, content_type__model=model
    )
    if action != "*":
        found = found.filter(codename__in=[f"{action}_{model}", action])
    if not found:
        raise UnknownRightError(right)
    yield from found


def _name(permission: Permission) -> str:
    return f"{permission.content_type.app_label}.{permission.codename}"


def _give_places(group: Group, role: Role) -> None:
    site = models.Site.objects.filter(is_default_site=True).select_related("root_page").first()
    place = (
        models.Page.objects.filter(depth=1).first() if role.name == ON_EVERY_SITE else site and site.root_page
    )
    if place is not None:
        for action in role.pages:
            [permission] = _permissions(f"wagtailcore.page.{action}")
            models.GroupPagePermission.objects.get_or_create(group=group, page=place, permission=permission)
    root = models.Collection.objects.filter(depth=1).first()
    if root is not None:
        for right in role.collections:
            [permission] = _permissions(right)
            models.GroupCollectionPermission.objects.get_or_create(
                group=group, collection=root, permission=permission
            )


def _set_up_workflow(readers: Group) -> None:
    """Let `readers` approve what is submitted, on every page, instead of Wagtail's first workflow."""
    root = models.Page.objects.filter(depth=1).first()
    if root is None:
        return
    task = models.GroupApprovalTask.objects.first() or models.GroupApprovalTask()
    task.name, task.active = WORKFLOW, True
    task.save()
    task.groups.set([readers])
    workflow = models.Workflow.objects.first() or models.Workflow()
    workflow.name, workflow.active = WORKFLOW, True
    workflow.save()
    models.WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    models.WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
