"""Buttons of the administration, written without a template.

A list of pages has nine of them in each row, and Wagtail renders two templates for each.
"""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets.button import BaseButton

_OF_WAGTAIL = BaseButton.template_name
_of_wagtail = BaseButton.render_html


def render_button(button: BaseButton, parent_context: Any = None) -> SafeString:
    """Render as `wagtailadmin/shared/button.html` does. A button with a template of its own keeps it."""
    if button.template_name != _OF_WAGTAIL:
        return _of_wagtail(button, parent_context)
    icon = ""
    if button.icon_name:
        icon = format_html(
            '<svg class="icon icon-{0}" aria-hidden="true"><use href="#icon-{0}"></use></svg>',
            button.icon_name,
        )
    tag, address = ("a", format_html(' href="{}"', button.url)) if button.url else ("button", "")
    return format_html(
        '<{0}{1} class="{2}"{3}>{4} {5}</{0}>',
        tag,
        address,
        button.classname,
        button.base_attrs_string,
        icon,
        button.label,
    )


def install() -> None:
    """Make every button of the administration render so."""
    BaseButton.render_html = render_button
