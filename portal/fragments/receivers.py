"""What changes the content of pages: rows that they show, and the place of a page in the tree."""

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.images.models import AbstractRendition
from wagtail.signals import page_slug_changed, post_page_move

from .content import UNSHOWN, content_changed, is_content


def connect() -> None:
    """Connect the receivers."""
    post_save.connect(_saved, dispatch_uid="fragments.saved")
    post_delete.connect(_deleted, dispatch_uid="fragments.deleted")
    m2m_changed.connect(_linked, dispatch_uid="fragments.linked")
    for signal in (post_page_move, page_slug_changed):
        signal.connect(_moved, dispatch_uid="fragments.moved")


def _saved(
    sender: type[Any], update_fields: frozenset[str] | None = None, raw: bool = False, **_kwargs: Any
) -> None:
    is_shown = update_fields is None or not update_fields <= UNSHOWN
    if is_shown and not raw and is_content(sender):
        content_changed()


def _deleted(sender: type[Any], **_kwargs: Any) -> None:
    # The rendition of an image is made by the page that shows it, but taken away by others.
    if is_content(sender) or issubclass(sender, AbstractRendition):
        content_changed()


def _linked(action: str, model: type[Any], instance: Any, **_kwargs: Any) -> None:
    if action.startswith("post_") and (is_content(model) or is_content(type(instance))):
        content_changed()


def _moved(**_kwargs: Any) -> None:
    content_changed()
