"""What Wagtail knows of proposals."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail import hooks


@hooks.register("register_permissions")
def register_proposal_permissions() -> QuerySet[Permission]:
    """The right to answer proposals, which a group's form offers."""
    return Permission.objects.filter(content_type__app_label="proposals", codename="add_proposalanswer")
