"""Publishing a page as an editor does: validated, with a revision, then dated by the content."""

import datetime
from collections.abc import Iterable
from typing import Any

from wagtail.blocks import StreamValue
from wagtail.models import Page

from portal.accounts.models import User


def stream(page_class: type[Page], field: str, rows: Iterable[tuple[str, Any]]) -> StreamValue:
    """The value of a StreamField, checked as the editor's form checks it. Raises `ValidationError`."""
    block = page_class._meta.get_field(field).stream_block
    return block.clean(block.to_python([{"type": name, "value": value} for name, value in rows]))


def add_draft(page: Page, *, parent: Page, editor: User) -> None:
    """Put a page in the tree, not yet published."""
    page.owner = editor
    page.live = False
    parent.add_child(instance=page)


def publish(
    page: Page, *, editor: User, on: datetime.datetime, updated: datetime.datetime | None = None
) -> None:
    """Publish a page of the tree and date it by the content."""
    # The loader is run by the operator; who may publish is a question for people.
    page.save_revision(user=editor, changed=True).publish(user=editor, skip_permission_checks=True)
    Page.objects.filter(pk=page.pk).update(first_published_at=on, last_published_at=updated or on)


def add_page(page: Page, *, parent: Page, editor: User, on: datetime.datetime) -> None:
    add_draft(page, parent=parent, editor=editor)
    publish(page, editor=editor, on=on)
