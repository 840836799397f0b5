"""`{% comments page %}`."""

from typing import Any

from django import template
from django.template.context import Context
from wagtail.models import Page

from ..contexts import comments_context
from ..forms import CommentForm

register = template.Library()


@register.inclusion_tag("comments/includes/comments.html", takes_context=True)
def comments(context: Context, page: Page) -> dict[str, Any]:
    """Show the comments of a page and the form. Show nothing in an editor's preview."""
    request = context["request"]
    if getattr(request, "is_preview", False):
        return {}
    form = getattr(request, "refused_form", None)
    return comments_context(request, page, form=form if isinstance(form, CommentForm) else None)
