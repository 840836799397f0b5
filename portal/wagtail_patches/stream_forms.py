"""The definitions of blocks that the forms of pages carry: packed once per language, not for each form.

Wagtail packs them again for each form shown, which takes 40 % of the CPU of the form of an action. No block
of ours chooses from the rows of a table, so that they stay the same (`tests/admin/test_stream_forms.py`).
"""

from collections.abc import Callable

from django.utils.translation import get_language
from wagtail.blocks.base import BlockWidget

Build = Callable[[BlockWidget], None]


def install() -> None:
    """Make widgets of the same block share its definition."""
    BlockWidget._build_block_json = _once(BlockWidget._build_block_json)


def _once(build: Build) -> Build:
    def build_once(widget: BlockWidget) -> None:
        packed = widget.block_def.__dict__.setdefault("packed_definitions", {})
        language = get_language()
        if language not in packed:
            build(widget)
            packed[language] = widget._js_context, widget._block_json
        widget._js_context, widget._block_json = packed[language]

    return build_once
