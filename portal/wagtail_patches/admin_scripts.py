"""The scripts that Wagtail's administration writes inside its pages, under a policy with nonces.

Wagtail 8.0 still starts its choosers, date fields and lists of forms from inline scripts
(https://github.com/wagtail/wagtail/issues/1288). Those of its templates are replaced under
templates/wagtailadmin/; the choosers write theirs in Python.
"""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.widgets import BaseChooser


def inline_script(script: str) -> SafeString:
    """A script of ours inside a page. `script` must not hold what a person typed."""
    return render_to_string("wagtailadmin/inline_script.html", {"script": mark_safe(script)})  # noqa: S308


def render_chooser(
    chooser: BaseChooser, name: str, value: Any, attrs: dict[str, Any], renderer: Any = None
) -> SafeString:
    """As `BaseChooser.render` does, with a nonce."""
    value_data = chooser.get_value_data(value)
    field = chooser.render_html(name, value_data, attrs)
    return field + inline_script(chooser.render_js_init(attrs["id"], name, value_data))


def install() -> None:
    """Let every chooser of the administration render with a nonce."""
    BaseChooser.render = render_chooser
