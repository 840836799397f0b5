"""Publishing a page as an editor does: validated, with a revision, then dated by the content."""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.management import call_command
from django.db.models import Model
from django.db.models.signals import post_save
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.blocks import StreamValue
from wagtail.models import Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from portal.accounts.models import User

ModelT = TypeVar("ModelT", bound=Model)


def create(model: type[ModelT], **fields: Any) -> ModelT:
    """Validate and save a new row of `model`. Return it."""
    instance = model(**fields)
    instance.full_clean()
    instance.save()
    return instance


def stream(page_class: type[Page], field: str, rows: Iterable[tuple[str, Any]]) -> StreamValue:
    """Return the value of a StreamField, checked as the editor's form checks it.

    Raise `ValidationError` for a value that the form would refuse.
    """
    block = page_class._meta.get_field(field).stream_block
    return block.clean(block.to_python([{"type": name, "value": value} for name, value in rows]))


@contextmanager
def indexed_at_the_end() -> Iterator[None]:
    """Write Wagtail's indexes of words and of references once, rather than at each of many saves."""
    connected = [
        model
        for model in get_indexed_models()
        if post_save.disconnect(post_save_signal_handler, sender=model)
    ]
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        for model in connected:
            post_save.connect(post_save_signal_handler, sender=model)
    call_command("rebuild_references_index", verbosity=0)
    call_command("update_index", verbosity=0)


def add_draft(page: Page, *, parent: Page, editor: User) -> None:
    """Put a page in the tree, not yet published."""
    page.owner = editor
    page.live = False
    parent.add_child(instance=page)


def publish(
    page: Page, *, editor: User, on: datetime.datetime, updated: datetime.datetime | None = None
) -> None:
    """Publish a page of the tree and date it by the content."""
    # Publishing validates the page; the loader is run by the operator, whose right to publish is not asked.
    revision = page.save_revision(user=editor, changed=True, clean=False)
    revision.publish(user=editor, skip_permission_checks=True)
    Page.objects.filter(pk=page.pk).update(first_published_at=on, last_published_at=updated or on)


def add_page(page: Page, *, parent: Page, editor: User, on: datetime.datetime) -> None:
    """Create a page and publish it at once."""
    add_draft(page, parent=parent, editor=editor)
    publish(page, editor=editor, on=on)
