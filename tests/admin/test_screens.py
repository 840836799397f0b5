"""Every screen that the portal adds to the administration says where it is defined who reads it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.admin.menu import MenuItem
from wagtail.hooks import get_hooks

from portal.accounts.enums import RoleName
from portal.wagtail_patches.administration import READING
from portal.wagtail_patches.screens import ScreenMenuItem, readers_of, users_with_perm
from tests.factories import UserFactory

OURS = ("portal.", "home.", "projects.", "search.", "videos.")
# Wagtail's own screens, less what the portal refuses: each page asks who reads it.
OF_WAGTAIL = "wagtailadmin_api:pages:"


def addresses(patterns: list[Any], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            name = f"{space}:{pattern.namespace}".strip(":") if pattern.namespace else space
            yield from addresses(pattern.url_patterns, name)
        else:
            yield f"{space}:{pattern.name}".strip(":"), pattern


def of_the_administration() -> list[tuple[str, URLPattern]]:
    [administration] = [one for one in get_resolver().url_patterns if str(one.pattern) == "gestion/"]
    return list(addresses(administration.url_patterns))


def menu_items() -> list[MenuItem]:
    """Made anew: Wagtail keeps its own menus, which other tests read."""
    assert of_the_administration()  # viewsets add their items when the addresses are read
    names = ("admin", "reports", "settings")
    return [make() for name in names for make in get_hooks(f"register_{name}_menu_item")]


def is_ours(view: Any) -> bool:
    return (getattr(view, "view_class", view).__module__ + ".").startswith(OURS)


def asks_a_policy(view: Any) -> bool:
    """Whether the view of a viewset asks the permission policy of its model."""
    made = getattr(view, "view_class", view)
    policy = getattr(view, "view_initkwargs", {}).get("permission_policy") or getattr(
        made, "permission_policy", None
    )
    asked = getattr(made, "permission_required", None) or getattr(made, "any_permission_required", None)
    return bool(policy and asked)


def undeclared(found: list[tuple[str, URLPattern]]) -> set[str]:
    return {
        name
        for name, pattern in found
        if is_ours(pattern.callback)
        and readers_of(pattern.callback) is None
        and not asks_a_policy(pattern.callback)
        and not name.startswith(OF_WAGTAIL)
    }


def test_every_screen_of_ours_declares_its_readers() -> None:
    found = of_the_administration()
    declared = {name for name, pattern in found if readers_of(pattern.callback)}
    assert {"account_log", "moderation_case", "action_report", "import_contributions"} <= declared
    assert undeclared(found) == set()


def test_a_screen_that_declares_none_is_seen() -> None:
    def screen(request: Any) -> None: ...

    screen.__module__ = "projects.views"
    assert undeclared([("screen", URLPattern("screen/", screen))]) == {"screen"}  # type: ignore[arg-type]


def test_the_door_names_no_screen_of_the_portal() -> None:
    ours = {name for name, pattern in of_the_administration() if is_ours(pattern.callback)}
    assert {name for name in READING if name in ours} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(RoleName))
def test_menu_items_are_shown_to_the_readers_of_their_screens(role: str, sign_in: Callable, rf: Any) -> None:
    user = UserFactory(groups=[role])
    request = rf.get("/gestion/")
    request.user = user
    client = sign_in(user)
    ours = [item for item in menu_items() if isinstance(item, ScreenMenuItem)]
    named = {"accounts", "actions", "limits", "searches", "moderation", "mail-trial", "tasks"}
    assert {item.name for item in ours} == named
    for item in ours:
        assert item.is_shown(request) == (client.get(item.url).status_code == 200), item.name


def test_every_menu_item_of_ours_follows_a_declaration() -> None:
    """Items of viewsets follow their policy; `ActionsMenuItem` asks that of pages."""
    others = [type(item) for item in menu_items() if not isinstance(item, ScreenMenuItem)]
    own = {kind.__name__ for kind in others if is_ours(kind)}
    assert own == {"ActionsMenuItem"}


def test_readers_of_a_right_are_its_holders() -> None:
    class Holder:
        def has_perm(self, permission: str) -> bool:
            return permission == "projects.view_actionpage"

    assert users_with_perm("projects.view_actionpage")(Holder())
    assert not users_with_perm("search.view_querycount")(Holder())
    assert reverse("action_report")
