"""Tags as readers understand them: two names that fold alike are one tag."""

from django.db.models import QuerySet
from taggit.models import TagBase

from .text import fold


def known_tags(tags: QuerySet[TagBase]) -> dict[str, TagBase]:
    """Return the tags by their folded names. Of two that fold alike, return the older."""
    return {fold(tag.name): tag for tag in tags.order_by("-pk")}
