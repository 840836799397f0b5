"""`{% follow_button "action" page.pk page.title %}`: for pages that do not know notifications."""

from typing import Any

from django import template
from django.template.context import Context

from ..enums import FollowKind
from ..header import follows

register = template.Library()


@register.inclusion_tag("notifications/includes/follow.html", takes_context=True)
def follow_button(context: Context, kind: str, key: int | str, title: object = "") -> dict[str, Any]:
    """The button to follow something, or to stop; nothing in an editor's preview.

    `title` tells readers of screens what is followed, where the place does not.
    """
    request = context["request"]
    if getattr(request, "is_preview", False) or not key:
        return {}
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "kind": kind,
        "key": key,
        "title": title,
        "is_followed": follows(request.user, FollowKind(kind), int(key)),
    }
