"""Tags that fold alike are one tag, whatever form or code adds them."""

from collections.abc import Callable, Iterable
from typing import Any

from taggit.managers import _TaggableManager
from taggit.models import TagBase

from portal.common.tags import known_tags
from portal.common.text import fold


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
