"""`{% follow_button "action" page.pk page.title %}`."""

from typing import Any

from django import template
from django.template.context import Context

from ..enums import FollowKind
from ..header import follows

register = template.Library()


@register.inclusion_tag("notifications/includes/follow.html", takes_context=True)
def follow_button(context: Context, kind: str, key: int | str, title: object = "") -> dict[str, Any]:
    """Show the button that follows something or stops; show nothing in an editor's preview.

    `title` names the object for screen readers, where the place of the button does not.
    """
    request = context["request"]
    if getattr(request, "is_preview", False) or not key:
        return {}
    wanted = FollowKind(kind)
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        # The buttons of a page have two states for all its readers.
        "shared": key if wanted.column == "page" else None,
        "kind": kind,
        "key": str(key),
        "title": title,
        "is_followed": follows(request, wanted, int(key)),
    }
