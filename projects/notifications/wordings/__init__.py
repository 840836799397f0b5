"""What each kind of notification says, one module for each concept.

It is read from the object when it is shown, and never kept. Objects are loaded by kind of object, so that the
number of queries does not depend on how many notifications are shown.
"""

from ..enums import Kind
from . import comments, groups, moderation, plan, proposals, volunteers
from .base import Loader, Wording, page_path

WORDINGS: dict[Kind, Wording] = {
    **comments.WORDINGS,
    **plan.WORDINGS,
    **groups.WORDINGS,
    **proposals.WORDINGS,
    **volunteers.WORDINGS,
    **moderation.WORDINGS,
}

__all__ = ["WORDINGS", "Loader", "Wording", "page_path"]
