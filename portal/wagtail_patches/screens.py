"""Declaration of who may read a screen that the portal adds to the administration.

A view names its `readers`. The administration opens it for them only, and shows its menu item to them only.
Screens made by Wagtail's viewsets use the permission policy of their model.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.menu import MenuItem

# Whether this account reads the screen.
Readers = Callable[[Any], bool]
View = Callable[..., Any]


def users_with_perm(permission: str) -> Readers:
    """Return a condition that is true for users who hold this permission, `app.codename`."""
    return lambda user: bool(user.has_perm(permission))


def read_by(readers: Readers) -> Callable[[View], View]:
    """Name the readers of a view, a class or a function."""

    def name(view: View) -> View:
        view.readers = readers  # type: ignore[attr-defined]
        return view

    return name


def readers_of(view: Any) -> Readers | None:
    """Return the readers that a view names, however it is wrapped, or None."""
    return getattr(getattr(view, "view_class", view), "readers", None)


class ScreenMenuItem(MenuItem):
    """Link to a screen, shown to its readers only."""

    def __init__(self, label: Any, view: Any, url_name: str, **options: Any) -> None:
        super().__init__(label, reverse(url_name), **options)
        self.view = view

    def is_shown(self, request: HttpRequest) -> bool:
        readers = readers_of(self.view)
        return readers is not None and readers(request.user)
