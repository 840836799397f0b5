"""Which pages a person may read."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory
from wagtail.models import Page, PageViewRestriction

from portal.accounts.models import User
from portal.common.access import denied_paths, user_can_view, viewable
from tests.factories import EditorialPageFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def restrict(page: Page, kind: str, *groups: Group) -> PageViewRestriction:
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="sésame")
    restriction.groups.set(groups)
    return restriction


def readable_by(user: User, *passed: PageViewRestriction) -> set[str]:
    """Titles of the free pages, and the same by what `accept_request` says of each page."""
    request = RequestFactory().get("/")
    request.user = user
    request.session = SessionStore()
    for restriction in passed:
        restriction.mark_as_passed(request)
    pages = Page.objects.filter(title__startswith="Page")
    titles = {page.title for page in viewable(pages, request)}
    expected = {
        page.title
        for page in pages.live()
        if all(restriction.accept_request(request) for restriction in page.get_view_restrictions())
    }
    assert titles == expected == {page.title for page in pages if user_can_view(request, page)}
    denied = denied_paths(request)
    assert titles == {p.title for p in pages.live() if not any(p.path.startswith(path) for path in denied)}
    return titles


def test_each_kind_of_restriction_covers_its_whole_subtree() -> None:
    group = Group.objects.create(name="Comité")
    EditorialPageFactory(title="Page libre")
    signed_in = EditorialPageFactory(title="Page connectée")
    private = EditorialPageFactory(title="Page du comité")
    EditorialPageFactory(title="Page sous le comité", parent=private)
    secret = EditorialPageFactory(title="Page à mot de passe")
    EditorialPageFactory(title="Page brouillon", live=False)
    restrict(signed_in, PageViewRestriction.LOGIN)
    restrict(private, PageViewRestriction.GROUPS, group)
    password = restrict(secret, PageViewRestriction.PASSWORD)

    agent, member = UserFactory(), UserFactory()
    member.groups.add(group)
    everyone = {"Page libre", "Page connectée"}
    assert readable_by(agent) == everyone
    assert readable_by(member) == {*everyone, "Page du comité", "Page sous le comité"}
    assert readable_by(agent, password) == {*everyone, "Page à mot de passe"}
    assert readable_by(UserFactory(is_superuser=True)) == {
        *everyone, "Page du comité", "Page sous le comité",
    }  # fmt: skip
