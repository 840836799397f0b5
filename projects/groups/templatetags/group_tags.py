"""Template tags about working groups: `{% working_groups project as groups %}` and others."""

from django import template
from django.template.context import Context
from wagtail.query import PageQuerySet

from portal.common.access import viewable
from projects.models import ProjectPage

from ..models import GROUPS_PER_PAGE, WorkingGroupPage
from ..permissions import user_can_manage_group

register = template.Library()


@register.simple_tag(takes_context=True)
def working_groups(context: Context, project: ProjectPage) -> PageQuerySet:
    """Return the groups of a project that this person may read, as many as a page of their list."""
    groups = WorkingGroupPage.objects.descendant_of(project).defer_streamfields()
    return viewable(groups, context["request"]).order_by("number")[:GROUPS_PER_PAGE]


@register.simple_tag(takes_context=True)
def can_manage_group(context: Context, group: WorkingGroupPage) -> bool:
    """Return True if this person manages the group. Nobody manages an unpublished group."""
    user = context["request"].user
    return group.pk is not None and group.live and user_can_manage_group(user, group)
