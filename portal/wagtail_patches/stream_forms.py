"""What the forms of pages carry for scripts: definitions of blocks, and widgets of fields.

Wagtail packs the definitions of blocks again for each form shown, a fifth of the CPU of the form of an
action. Here they are packed once per language. No block of ours chooses from the rows of a table, so that
they stay the same (`tests/admin/test_stream_forms.py`).

It also writes every field a second time, for scripts that look a field up and never draw it. Here they get
all of the widget but that HTML.
"""

import copy
import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import get_language
from wagtail.admin.panels import FieldPanel
from wagtail.blocks.base import BlockWidget

Build = Callable[[BlockWidget], None]
Options = Callable[[Any], dict[str, Any]]

# As JSON writes the line breaks and the margins of templates.
_MARGINS = re.compile(r"(?:\\n *)+")


def install() -> None:
    """Make widgets of the same block share its definition, and panels leave out the HTML of their field."""
    BlockWidget._build_block_json = _once(BlockWidget._build_block_json)
    FieldPanel.BoundPanel.js_opts = _without_html(FieldPanel.BoundPanel.js_opts)


def _once(build: Build) -> Build:
    def build_once(widget: BlockWidget) -> None:
        packed = widget.block_def.__dict__.setdefault("packed_definitions", {})
        language = get_language()
        if language not in packed:
            build(widget)
            packed[language] = widget._js_context, _MARGINS.sub(r"\\n", widget._block_json)
        widget._js_context, widget._block_json = packed[language]

    return build_once


def _without_html(options: Options) -> Options:
    def js_opts(panel: Any) -> dict[str, Any]:
        given = options(panel)
        if given["widget"]:
            given["widget"] = copy.copy(given["widget"])
            given["widget"].render = given["widget"].render_html = lambda *args, **kwargs: ""
        return given

    return js_opts
