"""Registrations with Wagtail."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail import hooks


@hooks.register("register_permissions")
def register_proposal_permissions() -> QuerySet[Permission]:
    """Return the right to answer proposals, which the form of a group offers."""
    return Permission.objects.filter(content_type__app_label="proposals", codename="add_proposalanswer")
