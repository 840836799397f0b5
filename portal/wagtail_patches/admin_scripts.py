"""Nonces for the scripts that Wagtail's administration writes inside its pages.

Wagtail 8.0 still starts its choosers, date fields and lists of forms from inline scripts
(https://github.com/wagtail/wagtail/issues/1288). Templates under templates/wagtailadmin/ replace those of
Wagtail's templates. The choosers write theirs in Python.
"""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.widgets import BaseChooser


def inline_script(script: str) -> SafeString:
    """Return a script inside a page, with the nonce. `script` must not hold what a person typed."""
    return render_to_string("wagtailadmin/inline_script.html", {"script": mark_safe(script)})  # noqa: S308


def render_chooser(
    chooser: BaseChooser, name: str, value: Any, attrs: dict[str, Any], renderer: Any = None
) -> SafeString:
    """Render as `BaseChooser.render` does, with a nonce."""
    value_data = chooser.get_value_data(value)
    field = chooser.render_html(name, value_data, attrs)
    return field + inline_script(chooser.render_js_init(attrs["id"], name, value_data))


def install() -> None:
    """Make every chooser of the administration render with a nonce."""
    BaseChooser.render = render_chooser
