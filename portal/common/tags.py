"""Tags as readers understand them: two names that fold alike are one tag."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from taggit.managers import _TaggableManager
from taggit.models import TagBase

from .text import fold


def known_tags(tags: QuerySet[TagBase]) -> dict[str, TagBase]:
    """Return the tags by their folded names. Of two that fold alike, return the older."""
    return {fold(tag.name): tag for tag in tags.order_by("-pk")}


def install() -> None:
    """Make tagged objects reuse an existing tag instead of creating one that looks the same."""
    _TaggableManager._to_tag_model_instances = _taking_known(_TaggableManager._to_tag_model_instances)


def _taking_known(make: Callable[..., list[TagBase]]) -> Callable[..., list[TagBase]]:
    def instances(manager: Any, tags: Iterable[TagBase | str], tag_kwargs: dict[str, Any]) -> list[TagBase]:
        known: dict[str, TagBase | str] = {}
        if any(isinstance(tag, str) for tag in tags):
            known |= known_tags(manager.through.tag_model()._default_manager.filter(**tag_kwargs))
        chosen = [known.setdefault(fold(tag), tag) if isinstance(tag, str) else tag for tag in tags]
        return make(manager, chosen, tag_kwargs)

    return instances
