"""What is said of volunteers."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.participation.models import Volunteer

from ..enums import Kind
from .base import Said, Wording, page_path


def _load(keys: Collection[int]) -> dict[int, Volunteer]:
    return {one.pk: one for one in Volunteer.objects.filter(pk__in=keys).select_related("agent", "action")}


def _say_joined(volunteer: Volunteer) -> Said:
    text = _("%(name)s offers to help.") % {"name": volunteer.agent}
    return Said(text, f"{page_path(volunteer.action)}#volontaires")


def _count_joined(count: int) -> str:
    return ngettext("%(count)s new volunteer", "%(count)s new volunteers", count) % {"count": count}


WORDINGS = {Kind.VOLUNTEER_JOINED: Wording(_load, _say_joined, _count_joined)}
