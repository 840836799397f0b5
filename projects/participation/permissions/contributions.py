"""Who may do what with the account of contributions."""

from django.http import Http404

from portal.accounts.models import User
from portal.accounts.requests import AgentRequest
from portal.common.access import viewable
from projects.models import ProjectPage


def user_can_import_contributions(user: User) -> bool:
    """Those who may both add and change them in the administration."""
    rights = (
        "wagtailadmin.access_admin",
        "participation.add_contribution",
        "participation.change_contribution",
    )
    return user.has_perms(rights)


def readable_project(request: AgentRequest, pk: int) -> ProjectPage:
    """A project that this person may read, else 404."""
    project = viewable(ProjectPage.objects.filter(pk=pk), request).first()
    if project is None:
        raise Http404
    return project
