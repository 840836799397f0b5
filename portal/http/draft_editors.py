"""Finds the forms of the administration that can be sent without doing more than to save a draft."""

from django.urls import Resolver404, resolve
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView


def saves_a_draft(address: str) -> bool:
    """Return True if a form sent to this address, without one of its buttons, is saved as a draft.

    This holds for the editor of pages alone. The other forms of the administration act at once.
    """
    try:
        view = resolve(address).func
    except Resolver404:
        return False
    view_class = getattr(view, "view_class", None)
    return view_class is not None and issubclass(view_class, (CreateView, EditView))
