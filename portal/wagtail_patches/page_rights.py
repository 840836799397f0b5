"""Rights over pages, in the words of their reader, on the screen of a group.

Wagtail labels each box with the name of Django's permission, which the database keeps in English: “Can add
page”. Its own words for the same rights, which it shows over the columns, are translated.
"""

from django.contrib.auth.models import Permission
from wagtail.models import Page
from wagtail.users.forms import PagePermissionsForm


def in_words(permission: Permission) -> str:
    """Return what this right over pages lets people do."""
    labels = {codename: label for codename, _short, label in Page.permission_types}
    return str(labels[permission.codename])


def install() -> None:
    """Label the boxes of rights over pages."""
    PagePermissionsForm.base_fields["permissions"].label_from_instance = in_words
